package io.lossbench.torch.target;

import java.util.List;

/**
 * The rule by which a detector has its {@link Points} on an image of any size. Immutable and
 * thread-safe.
 */
public final class PointGrid {
  private final List<Integer> strides;
  private final double offset;
  private volatile Points last;

  /**
   * @param strides of the feature maps, rising
   * @param offset of the first point from the upper left corner, as a share of the stride
   * @param height of the images that most are like
   */
  public PointGrid(List<Integer> strides, double offset, int height, int width) {
    this.strides = List.copyOf(strides);
    this.offset = offset;
    this.last = new Points(height, width, strides, offset);
  }

  /** The points of an image of that size. */
  public Points of(int height, int width) {
    // Images of a batch have one size, and often those of all batches.
    Points known = last;
    if (known.height() != height || known.width() != width) {
      known = new Points(height, width, strides, offset);
      last = known;
    }
    return known;
  }

  /** The points of the canvas that an image lies on. */
  public Points of(Place place) {
    return of(place.canvasHeight(), place.canvasWidth());
  }
}
