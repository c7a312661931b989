package io.lossbench.core.detection;

/** Whose rules a file of annotations is read by. */
public enum DetectionProtocol {
  /**
   * COCO's: what is ignored says {@code iscrowd} alone; pycocotools overwrites a key {@code
   * ignore}.
   */
  COCO,
  /** PASCAL VOC's: {@code ignore} marks what need not be found, such as difficult objects. */
  VOC
}
