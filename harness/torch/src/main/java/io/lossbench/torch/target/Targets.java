package io.lossbench.torch.target;

/**
 * The truth of a split as the targets of a loss: rows of float32, one per image, all of one width.
 * Immutable and thread-safe.
 */
public interface Targets {
  /** Floats per image. */
  int width();

  /** Whether some of them are unknown. Losses that need not look for those compute less. */
  boolean hasUnknown();

  /**
   * Writes the targets of an image.
   *
   * @param row of the image in its split
   * @param movement of its points by augmentation
   * @param into gets {@link #width} floats from {@code at} on
   */
  void write(int row, Movement movement, float[] into, int at);
}
