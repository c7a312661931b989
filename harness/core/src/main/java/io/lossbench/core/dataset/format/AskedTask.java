package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.suite.Settings;

/**
 * What a descriptor asks of images whose annotations have boxes: their classes, or the boxes too.
 */
final class AskedTask {
  private AskedTask() {}

  /** Whether the boxes are asked for; by default the classes are. */
  static boolean isDetection(Settings format) {
    return format.optionalText("task").orElse(MultiLabel.NAME).equals(ObjectDetection.NAME);
  }
}
