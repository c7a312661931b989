package io.lossbench.core.task;

/** What is right for the images of a split: one row per image. Immutable and thread-safe. */
public interface Truth {
  /** Number of images. */
  int rows();

  /** The given rows, in the given order. */
  Truth select(int[] rows);

  /**
   * Bytes that stand for what is right for an image, as a dataset's fingerprint takes them in:
   * equal for equal truth of the same kind.
   */
  byte[] rowKey(int row);
}
