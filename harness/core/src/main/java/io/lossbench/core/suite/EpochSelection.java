package io.lossbench.core.suite;

/** The rule by which a trial's reported epoch is chosen. */
public enum EpochSelection {
  LAST,
  BEST_ON_VALIDATION
}
