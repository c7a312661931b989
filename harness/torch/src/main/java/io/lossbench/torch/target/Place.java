package io.lossbench.torch.target;

/**
 * Where an image lies in what the network sees of its batch: in the upper left corner of a canvas
 * that may be larger. All in pixels.
 *
 * @param width of the image
 * @param height of the image
 * @param canvasWidth one for all images of a batch, as the canvas' height
 */
public record Place(int width, int height, int canvasWidth, int canvasHeight) {
  /** That of a vector, which has no size. */
  public static final Place NONE = new Place(0, 0, 0, 0);

  public Place {
    if (width > canvasWidth || height > canvasHeight) {
      throw new IllegalArgumentException(
          "an image of " + width + " x " + height + " on " + canvasWidth + " x " + canvasHeight);
    }
  }

  /** That of an image which fills its canvas. */
  public static Place filling(int width, int height) {
    return new Place(width, height, width, height);
  }
}
