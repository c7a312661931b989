package io.lossbench.core.dataset;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.task.MissingLabels;
import io.lossbench.core.task.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A dataset that was read and checked.
 *
 * @param fingerprint SHA-256 over classes, splits, image names, labels and image contents
 * @param complete whether no image that the descriptor promises is missing or left out
 * @param problems images that were left out under the policy {@code skip}
 * @param notes what a reader of its numbers must know, such as that it is a subset
 */
public record Dataset(
    String name,
    Task task,
    List<String> classes,
    Split train,
    Optional<Split> validation,
    Split test,
    String fingerprint,
    boolean complete,
    List<Problem> problems,
    List<String> notes)
    implements Format.Content {

  public Dataset {
    classes = List.copyOf(classes);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** A broken image: where it stands and what is wrong with it. */
  public record Problem(String split, String id, String reason) {
    @Override
    public String toString() {
      return split + " " + id + ": " + reason;
    }
  }

  /**
   * This dataset with a share of the training images held out for validation, chosen by {@code
   * generator}; unchanged if it has a validation split or {@code fraction} is 0.
   */
  public Dataset holdOut(double fraction, SplitMix64 generator) {
    int held = (int) Math.round(fraction * train.size());
    if (validation.isPresent() || held == 0) {
      return this;
    }
    int[] order = new int[train.size()];
    Arrays.setAll(order, i -> i);
    generator.shuffle(order);
    int[] heldOut = Arrays.copyOf(order, held);
    int[] kept = Arrays.copyOfRange(order, held, order.length);
    Arrays.sort(heldOut);
    Arrays.sort(kept);
    return new Dataset(
        name,
        task,
        classes,
        train.select(kept),
        Optional.of(train.select(heldOut)),
        test,
        fingerprint,
        complete,
        problems,
        notes);
  }

  /** This dataset with fewer labels of its training images, under a task that allows it. */
  public Dataset without(MissingLabels missing) {
    Split fewer = new Split(train.ids(), task.without(missing, train.truth()), train.inputs());
    return new Dataset(
        name, task, classes, fewer, validation, test, fingerprint, complete, problems, notes);
  }

  /**
   * This dataset with its validation images in the place of the test images, which nobody gets to
   * see.
   *
   * @throws IllegalStateException if it has none
   */
  public Dataset judgedOnValidation() {
    Split judged =
        validation.orElseThrow(
            () -> new IllegalStateException(name + " has no validation images to judge on"));
    return new Dataset(
        name, task, classes, train, validation, judged, fingerprint, complete, problems, notes);
  }

  /** This dataset with one more thing that a reader of its numbers must know. */
  Dataset withNote(String note) {
    return new Dataset(
        name,
        task,
        classes,
        train,
        validation,
        test,
        fingerprint,
        complete,
        problems,
        Stream.concat(notes.stream(), Stream.of(note)).toList());
  }
}
