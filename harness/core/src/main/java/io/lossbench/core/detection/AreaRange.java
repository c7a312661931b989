package io.lossbench.core.detection;

/** A range of areas in square pixels, both ends within it, that COCO judges apart. */
enum AreaRange {
  ALL(0, 1e10),
  SMALL(0, 32 * 32),
  MEDIUM(32 * 32, 96 * 96),
  LARGE(96 * 96, 1e10);

  private final double low;
  private final double high;

  AreaRange(double low, double high) {
    this.low = low;
    this.high = high;
  }

  boolean contains(double area) {
    return area >= low && area <= high;
  }
}
