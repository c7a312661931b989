package io.lossbench.torch.target;

/**
 * The truth of a split as the targets of a loss: rows of float32, one per image, those of a batch
 * of one width. Thread-safe.
 */
public interface Targets {
  /**
   * Floats per image.
   *
   * @param place of any image of the batch: they have one canvas
   */
  int width(Place place);

  /** Whether some of them are unknown. Losses that need not look for those compute less. */
  boolean hasUnknown();

  /**
   * Writes the targets of an image.
   *
   * @param row of the image in its split
   * @param movement of its points by augmentation
   * @param place where it lies in its batch
   * @param into gets {@link #width} floats from {@code at} on
   */
  void write(int row, Movement movement, Place place, float[] into, int at);
}
