package io.lossbench.core.detection;

/** What an annotated object is to the judge, and to training. */
public enum Standing {
  /** It is to be found, and learned from. */
  OBJECT(0),
  /** It need not be found, but may be, once: such as what VOC marks as difficult. */
  IGNORED(1),
  /**
   * Many that nobody told apart: any number of detections inside of it are neither right nor wrong.
   */
  CROWD(2);

  private final int place;

  Standing(int place) {
    this.place = place;
  }

  /** Its place in arrays that hold something for each standing, and its number in hashes. */
  int place() {
    return place;
  }
}
