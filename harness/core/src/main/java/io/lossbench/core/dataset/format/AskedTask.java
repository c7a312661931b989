package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Task;

/**
 * What a descriptor asks of images whose annotations have boxes: their classes, or the boxes too.
 */
final class AskedTask {
  private AskedTask() {}

  static Task of(Settings format) {
    return isDetection(format) ? new ObjectDetection() : new MultiLabel();
  }

  /** Whether the boxes are asked for; by default the classes are. */
  static boolean isDetection(Settings format) {
    return format.optionalText("task").orElse(MultiLabel.NAME).equals(ObjectDetection.NAME);
  }
}
