package io.lossbench.core.detection;

/**
 * A rectangle of an image in pixels, as COCO has it: coordinates are continuous, the upper left
 * corner of the image is (0, 0), its lower right one (width, height).
 *
 * @param x of its left side
 * @param y of its upper side
 */
public record Box(double x, double y, double width, double height) {
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
