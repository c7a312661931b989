package io.lossbench.core.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of measurements without the smallest and the largest one.
 *
 * <p>Source: MLCommons, training_rules.adoc, "Reference Convergence Points" and the appendix "RCP
 * Examples" (commit d73e20f of mlcommons/training_policies); as code, rcp_checker.py of
 * mlcommons/logging.
 *
 * @param kept number of measurements in the mean
 * @param deviation of those that were kept, divided by their number and not by one less, as there
 */
public record OlympicMean(int kept, double mean, double deviation) {
  /** With fewer measurements too little is left of them. MLPerf asks for five runs at least. */
  public static final int FEWEST = 5;

  /** The level of MLPerf's test. */
  public static final double MLPERF_LEVEL = 0.05;

  /**
   * The mean of at least {@link #FEWEST} measurements; a single infinite one, a run that never
   * arrived, is dropped as the slowest.
   */
  public static OlympicMean of(double[] values) {
    if (values.length < FEWEST) {
      throw new IllegalArgumentException(
          "an olympic mean is of " + FEWEST + " measurements or more, not of " + values.length);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] kept = Arrays.copyOfRange(sorted, 1, sorted.length - 1);
    double mean = Arrays.stream(kept).average().orElseThrow();
    double squares = Arrays.stream(kept).map(value -> (value - mean) * (value - mean)).sum();
    return new OlympicMean(kept.length, mean, Math.sqrt(squares / kept.length));
  }

  /**
   * The smallest olympic mean of other runs that is not significantly below this one, which is the
   * reference: MLPerf's minimum of epochs to converge. One-sided t test of two samples with the
   * reference's deviation on both sides. MLPerf finds it by bisection to 1e-4; this is its closed
   * form.
   *
   * @param others number of runs that are kept in the other mean
   */
  public double least(int others, double level) {
    if (deviation == 0) {
      return mean;
    }
    double critical = TDistribution.of(kept + others - 2).inverseSurvivalProbability(level);
    return mean - critical * deviation * Math.sqrt(1.0 / kept + 1.0 / others);
  }
}
