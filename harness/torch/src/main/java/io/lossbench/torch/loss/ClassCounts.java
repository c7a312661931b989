package io.lossbench.torch.loss;

import java.util.List;

/**
 * The labels of a trial's training images, counted for each class; what is held out for validation
 * is not among them, and unknown pairs count for neither side.
 *
 * @param images of the training split
 */
public record ClassCounts(int images, List<Long> positives, List<Long> negatives) {
  public ClassCounts {
    positives = List.copyOf(positives);
    negatives = List.copyOf(negatives);
    if (positives.size() != negatives.size()) {
      throw new IllegalArgumentException(
          positives.size() + " counts of positives, " + negatives.size() + " of negatives");
    }
  }

  /** The share of positives among a class' known labels, its prior; 0 if none is known. */
  public double prior(int classIndex) {
    long known = positives.get(classIndex) + negatives.get(classIndex);
    return known == 0 ? 0 : (double) positives.get(classIndex) / known;
  }
}
