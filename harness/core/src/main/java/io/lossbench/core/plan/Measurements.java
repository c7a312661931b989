package io.lossbench.core.plan;

import java.util.OptionalDouble;

/** What is known of the tuning trials of a plan. */
@FunctionalInterface
public interface Measurements {
  /** Those of a suite of which nothing was trained yet. */
  Measurements NONE = trial -> OptionalDouble.empty();

  /**
   * What a trial was worth on validation images, more being better: NaN if it failed, empty if it
   * was not tried yet.
   *
   * @param trial its id
   */
  OptionalDouble worth(String trial);
}
