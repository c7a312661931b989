package io.lossbench.core.detection;

import java.util.stream.IntStream;

/**
 * The thresholds of COCO's evaluation with the bits that {@code np.linspace} gives them in
 * pycocotools: eleven are not the nearest number to their decimal.
 */
final class CocoThresholds {
  /** Overlaps from which on a detection can be right. */
  static final double[] OVERLAPS = {
    0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95
  };

  /** Recalls that the precision is averaged over: 0 to 1. */
  static final double[] RECALLS =
      IntStream.rangeClosed(0, 100).mapToDouble(i -> i * 0.01).toArray();

  private CocoThresholds() {}
}
