package io.lossbench.core.detection;

/**
 * A rectangle of an image in pixels, as COCO has it: coordinates are continuous, the upper left
 * corner of the image is (0, 0), its lower right one (width, height).
 *
 * @param x of its left side
 * @param y of its upper side
 */
public record Box(double x, double y, double width, double height) {
  /** The largest number of pixels that an image can have, far from what a double cannot square. */
  private static final double MOST_PIXELS = Integer.MAX_VALUE;

  public Box {
    if (!(Double.isFinite(x) && Double.isFinite(y))) {
      throw new IllegalArgumentException("a box at (" + x + ", " + y + ")");
    }
    if (!(width >= 0 && height >= 0 && Double.isFinite(width) && Double.isFinite(height))) {
      throw new IllegalArgumentException("a box of " + width + " x " + height);
    }
  }

  /** The box between two corners, the upper left one first. */
  public static Box between(double left, double top, double right, double bottom) {
    return new Box(left, top, right - left, bottom - top);
  }

  /** Whether a number can be a coordinate or a side of a box that belongs to an image. */
  public static boolean isInReach(double pixels) {
    return Math.abs(pixels) <= MOST_PIXELS;
  }

  /** Its right side. */
  public double right() {
    return x + width;
  }

  /** Its lower side. */
  public double bottom() {
    return y + height;
  }

  /** In square pixels. */
  public double area() {
    return width * height;
  }

  /** The box in the same image at another size: {@code across} times as wide, and so on. */
  public Box scaled(double across, double down) {
    return new Box(x * across, y * down, width * across, height * down);
  }

  /** What of the box lies within an image; of no width or height where nothing does. */
  public Box clipped(double imageWidth, double imageHeight) {
    double left = Math.min(Math.max(x, 0), imageWidth);
    double top = Math.min(Math.max(y, 0), imageHeight);
    return between(
        left,
        top,
        Math.min(Math.max(right(), left), imageWidth),
        Math.min(Math.max(bottom(), top), imageHeight));
  }
}
