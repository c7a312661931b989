package io.lossbench.core.detection;

/**
 * One object that a network says is in an image.
 *
 * @param category index of its class
 * @param box in pixels of the image as it is, not as the network saw it
 * @param score by which detections are ranked; finite
 */
public record DetectedObject(int category, Box box, double score) {
  public DetectedObject {
    if (category < 0) {
      throw new IllegalArgumentException("category " + category);
    }
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("a score of " + score);
    }
  }
}
