package io.lossbench.core.detection;

/** The overlap of two boxes in continuous coordinates, 0 to 1. */
final class Overlap {
  private Overlap() {}

  /**
   * Intersection over union; with a crowd, over the detection alone. The operations are those of
   * pycocotools' {@code bbIou}, so that the bits are.
   *
   * @param detections x, y, width and height of each
   */
  static double of(double[] detections, int d, double[] objects, int g, boolean crowd) {
    int a = 4 * d;
    int b = 4 * g;
    double width =
        Math.min(detections[a + 2] + detections[a], objects[b + 2] + objects[b])
            - Math.max(detections[a], objects[b]);
    double height =
        Math.min(detections[a + 3] + detections[a + 1], objects[b + 3] + objects[b + 1])
            - Math.max(detections[a + 1], objects[b + 1]);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double intersection = width * height;
    double detected = detections[a + 2] * detections[a + 3];
    double annotated = objects[b + 2] * objects[b + 3];
    return intersection / (crowd ? detected : detected + annotated - intersection);
  }
}
