package io.lossbench.core.detection;

/**
 * One object of an image.
 *
 * @param category index of its class
 * @param area by which it counts as small, medium or large, in square pixels: COCO's is that of the
 *     outline, not of the box
 */
public record AnnotatedObject(Box box, int category, Standing standing, double area) {
  public AnnotatedObject {
    if (category < 0) {
      throw new IllegalArgumentException("category " + category);
    }
    if (!(area >= 0)) {
      throw new IllegalArgumentException("an area of " + area);
    }
  }

  /** An object whose area is that of its box. */
  public AnnotatedObject(Box box, int category, Standing standing) {
    this(box, category, standing, box.area());
  }
}
