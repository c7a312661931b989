package io.lossbench.torch.target;

import java.util.Arrays;

/**
 * The rule by which each point is given the one object that it is to find (Tian et al., FCOS, ICCV
 * 2019): a point learns an object if it lies inside of its box, near the centre, and on the level
 * for objects of that size; of several the smallest. All in float32, as torchvision and
 * mm-detection compute it.
 *
 * @param radius how far from the centre of a box its points may lie, in strides; 0 for anywhere in
 *     it
 * @param range the greatest distance to a side that a level is for, in strides; the finest level
 *     takes all that is below, the coarsest all that is above
 */
public record PointAssignment(double radius, double range, Ends ends, Sizes sizes) {
  /** What {@link #of} gives a point that is to find nothing. */
  public static final int BACKGROUND = -1;

  private static final float ROUNDED_FROM = 1e8f;

  /** Whether a distance between two levels belongs to both or to none. */
  public enum Ends {
    OPEN,
    CLOSED
  }

  /** The comparison of two objects' areas. */
  public enum Sizes {
    /** As they are. */
    EXACT,
    /** As 1e8 - area in float32, which is to 8 square pixels. */
    ROUNDED
  }

  public PointAssignment {
    if (!(radius >= 0 && range > 0)) {
      throw new IllegalArgumentException("a radius of " + radius + ", a range of " + range);
    }
  }

  /**
   * The object of each point, or {@link #BACKGROUND}. Of equal ones the first is taken.
   *
   * @param boxes left, top, right and bottom of each object, in pixels
   */
  public int[] of(float[] boxes, Points points) {
    int[] objects = new int[points.size()];
    float[] smallest = new float[points.size()];
    Arrays.fill(objects, BACKGROUND);
    for (int object = 0; object < boxes.length / 4; object++) {
      float left = boxes[4 * object];
      float top = boxes[4 * object + 1];
      float right = boxes[4 * object + 2];
      float bottom = boxes[4 * object + 3];
      float area = (right - left) * (bottom - top);
      float size = sizes == Sizes.EXACT ? area : -(ROUNDED_FROM - area);
      for (int point = 0; point < objects.length; point++) {
        float x = points.x(point);
        float y = points.y(point);
        boolean inside = x > left && x < right && y > top && y < bottom;
        if (inside
            && isNear(x - (left + right) / 2, y - (top + bottom) / 2, points.stride(point))
            && isOfLevel(
                Math.max(Math.max(x - left, right - x), Math.max(y - top, bottom - y)),
                points,
                points.level(point))
            && (objects[point] == BACKGROUND || size < smallest[point])) {
          objects[point] = object;
          smallest[point] = size;
        }
      }
    }
    return objects;
  }

  private boolean isNear(float fromCentreX, float fromCentreY, int stride) {
    return radius == 0
        || Math.max(Math.abs(fromCentreX), Math.abs(fromCentreY)) < (float) (radius * stride);
  }

  private boolean isOfLevel(float reach, Points points, int level) {
    int last = points.levels().size() - 1;
    float low = level == 0 ? 0 : (float) (range * points.levels().get(level - 1).stride());
    float high =
        level == last
            ? Float.POSITIVE_INFINITY
            : (float) (range * points.levels().get(level).stride());
    return ends == Ends.CLOSED ? reach >= low && reach <= high : reach > low && reach < high;
  }
}
