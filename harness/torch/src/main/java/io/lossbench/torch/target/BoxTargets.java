package io.lossbench.torch.target;

import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.task.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Objects as targets of the points of a detector. A row is first the class of each point's object
 * ({@value #NOTHING} for none), then for each point the distances from it to the left, upper, right
 * and lower side of that object's box, in the unit that the detector gives them in.
 *
 * <p>Points are given their objects here, by the threads that prepare batches, and not in the
 * engine: it depends on boxes alone, takes less time here than the image takes to be decoded, and a
 * row per image has one length, however many objects there are. In the engine it would be a matrix
 * of points x objects for each image.
 */
public final class BoxTargets implements Targets {
  /** The class of a point that is to find nothing. */
  public static final int NOTHING = -1;

  /** Floats per point: a class and four distances. */
  public static final int PER_POINT = 5;

  private final AnnotatedImages images;
  private final PointGrid grid;
  private final Rules rules;

  /**
   * What a detector makes of boxes.
   *
   * @param units pixels of a unit of distance, for each level of the points
   * @param smallest pixels, in width and height, that must be left of an object that an
   *     augmentation cuts
   */
  public record Rules(PointAssignment assignment, List<Integer> units, double smallest) {
    public Rules {
      units = List.copyOf(units);
    }
  }

  /**
   * The targets of a split.
   *
   * @throws IllegalArgumentException if its truth is no objects
   */
  public BoxTargets(Truth truth, PointGrid grid, Rules rules) {
    this.images = AnnotatedImages.of(truth);
    this.grid = grid;
    this.rules = rules;
  }

  @Override
  public int width(Place place) {
    return PER_POINT * grid.of(place).size();
  }

  @Override
  public boolean hasUnknown() {
    return false;
  }

  @Override
  public void write(int row, Movement movement, Place place, float[] into, int at) {
    Points points = grid.of(place);
    List<AnnotatedObject> objects = new ArrayList<>();
    float[] boxes = new float[4 * images.objects(row).size()];
    for (AnnotatedObject object : images.objects(row)) {
      // What may be found but need not is background, as torchvision's and mm-detection's FCOS
      // have it.
      if (object.standing() == Standing.OBJECT
          && move(object.box(), row, movement, place, boxes, 4 * objects.size())) {
        objects.add(object);
      }
    }
    boxes = Arrays.copyOf(boxes, 4 * objects.size());
    int[] found = rules.assignment().of(boxes, points);
    int distances = at + points.size();
    for (int point = 0; point < found.length; point++) {
      int object = found[point];
      if (object == PointAssignment.BACKGROUND) {
        into[at + point] = NOTHING;
        Arrays.fill(into, distances + 4 * point, distances + 4 * point + 4, 0);
        continue;
      }
      float unit = rules.units().get(points.level(point));
      into[at + point] = objects.get(object).category();
      into[distances + 4 * point] = (points.x(point) - boxes[4 * object]) / unit;
      into[distances + 4 * point + 1] = (points.y(point) - boxes[4 * object + 1]) / unit;
      into[distances + 4 * point + 2] = (boxes[4 * object + 2] - points.x(point)) / unit;
      into[distances + 4 * point + 3] = (boxes[4 * object + 3] - points.y(point)) / unit;
    }
  }

  /**
   * Writes where a box went, in pixels of the network's input: the smallest upright one around its
   * corners, cut at the border of the image. False if its centre left the image, or too little of
   * it is left.
   */
  private boolean move(
      Box annotated, int row, Movement movement, Place place, float[] into, int at) {
    Box box = annotated.clipped(images.width(row), images.height(row));
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int corner = 0; corner < 4; corner++) {
      double x = (corner % 2 == 0 ? box.x() : box.right()) / images.width(row);
      double y = (corner / 2 == 0 ? box.y() : box.bottom()) / images.height(row);
      double movedX = movement.x(x, y);
      double movedY = movement.y(x, y);
      left = Math.min(left, movedX);
      top = Math.min(top, movedY);
      right = Math.max(right, movedX);
      bottom = Math.max(bottom, movedY);
    }
    into[at] = (float) (place.width() * Math.max(0, left));
    into[at + 1] = (float) (place.height() * Math.max(0, top));
    into[at + 2] = (float) (place.width() * Math.min(1, right));
    into[at + 3] = (float) (place.height() * Math.min(1, bottom));
    boolean cut = left < 0 || top < 0 || right > 1 || bottom > 1;
    double smallest = cut ? rules.smallest() : 0;
    return contains(left + right)
        && contains(top + bottom)
        && into[at + 2] - into[at] > smallest
        && into[at + 3] - into[at + 1] > smallest;
  }

  /** Whether the middle of two shares of a side is inside of the image. */
  private static boolean contains(double twice) {
    return twice > 0 && twice < 2;
  }
}
