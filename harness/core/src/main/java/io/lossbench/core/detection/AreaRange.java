package io.lossbench.core.detection;

/** A range of areas in square pixels, both ends within it, that COCO judges apart. */
enum AreaRange {
  ALL(0, 0, 1e10),
  SMALL(1, 0, 32 * 32),
  MEDIUM(2, 32 * 32, 96 * 96),
  LARGE(3, 96 * 96, 1e10);

  private final int place;
  private final double low;
  private final double high;

  AreaRange(int place, double low, double high) {
    this.place = place;
    this.low = low;
    this.high = high;
  }

  /** Its place in arrays that hold something for each range. */
  int place() {
    return place;
  }

  boolean contains(double area) {
    return area >= low && area <= high;
  }
}
