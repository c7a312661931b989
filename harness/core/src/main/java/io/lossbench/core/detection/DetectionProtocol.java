package io.lossbench.core.detection;

import io.lossbench.core.task.Metric;
import java.util.List;
import java.util.stream.Stream;

/** Whose rules files of annotations are read by, and the numbers that are asked of them. */
public enum DetectionProtocol {
  /**
   * COCO's twelve numbers. What is ignored says {@code iscrowd} alone; pycocotools overwrites a key
   * {@code ignore}.
   */
  COCO,

  /**
   * PASCAL VOC's, with the twelve beside them. {@code ignore} marks what need not be found, such as
   * difficult objects.
   */
  VOC;

  /** The numbers, in the order of their columns. */
  public List<Metric> metrics() {
    return this == COCO
        ? CocoEvaluation.metrics()
        : Stream.of(CocoEvaluation.metrics(), VocEvaluation.metrics())
            .flatMap(List::stream)
            .toList();
  }
}
