package io.lossbench.core.suite;

/** What becomes of images that are missing or unreadable. */
public enum InvalidImages {
  /** The dataset is refused. */
  FAIL,
  /** They are left out, and listed. */
  SKIP
}
