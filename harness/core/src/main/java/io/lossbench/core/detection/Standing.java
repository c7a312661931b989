package io.lossbench.core.detection;

/** What an annotated object is to the judge, and to training. */
public enum Standing {
  /** It is to be found, and learned from. */
  OBJECT,
  /** It need not be found, but may be, once: such as what VOC marks as difficult. */
  IGNORED,
  /**
   * Many that nobody told apart: any number of detections inside of it are neither right nor wrong.
   */
  CROWD
}
