package io.lossbench.core.task;

/**
 * Labels that are missing among those of training images.
 *
 * @param become what a label is then
 * @param pairs which are missing
 */
public record MissingLabels(Become become, Pairs pairs) {
  /** What a missing label is. */
  public enum Become {
    /** A positive label that is missing is a negative; negatives are never missing. */
    NEGATIVES,
    /** Positives and negatives can be missing, and are unknown then. */
    UNKNOWN
  }

  /** A choice among the pairs of image and class. */
  @FunctionalInterface
  public interface Pairs {
    /** Whether the label of that row for that class is chosen; the same each time. */
    boolean contains(int row, int classIndex);
  }
}
