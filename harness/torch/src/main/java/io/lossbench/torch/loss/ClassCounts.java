package io.lossbench.torch.loss;

import io.lossbench.core.HarnessException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The labels of a trial's training images, counted for each class; what is held out for validation
 * is not among them, and unknown pairs count for neither side. A label that is missing counts for
 * what the training takes it for.
 *
 * @param images of the training split
 * @param classes their names
 */
public record ClassCounts(
    int images, List<String> classes, List<Long> positives, List<Long> negatives) {
  /** Classes that a message names. */
  private static final int NAMED = 5;

  public ClassCounts {
    classes = List.copyOf(classes);
    positives = List.copyOf(positives);
    negatives = List.copyOf(negatives);
    if (positives.size() != classes.size() || negatives.size() != classes.size()) {
      throw new IllegalArgumentException(
          classes.size()
              + " classes, "
              + positives.size()
              + " counts of positives, "
              + negatives.size()
              + " of negatives");
    }
  }

  /** The share of positives among a class' known labels, its prior; 0 if none is known. */
  public double prior(int classIndex) {
    long known = positives.get(classIndex) + negatives.get(classIndex);
    return known == 0 ? 0 : (double) positives.get(classIndex) / known;
  }

  /**
   * Demands that every class has a positive.
   *
   * @param who divides by their number, as the message's subject
   * @throws HarnessException naming classes that have none
   */
  public void requirePositives(String who) {
    require(who, "positive", positives);
  }

  /**
   * Demands that every class has a negative.
   *
   * @param who divides by their number, as the message's subject
   * @throws HarnessException naming classes that have none
   */
  public void requireNegatives(String who) {
    require(who, "negative", negatives);
  }

  private void require(String who, String side, List<Long> counts) {
    List<String> without = new ArrayList<>();
    for (int c = 0; c < counts.size(); c++) {
      if (counts.get(c) == 0) {
        without.add(classes.get(c));
      }
    }
    if (!without.isEmpty()) {
      throw new HarnessException(
          who
              + " needs a "
              + side
              + " label of every class, and "
              + without.size()
              + " of "
              + counts.size()
              + " classes have none among the "
              + images
              + " training images: "
              + without.stream().limit(NAMED).collect(Collectors.joining(", "))
              + (without.size() > NAMED ? ", ..." : "")
              + "; train on more images, leave these classes out, or take another loss");
    }
  }
}
