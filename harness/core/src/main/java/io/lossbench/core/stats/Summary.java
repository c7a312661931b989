package io.lossbench.core.stats;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Mean and spread of repeated measurements.
 *
 * @param deviation sample standard deviation; NaN for fewer than two values
 * @param interval of the mean, Student's t; NaN bounds for fewer than two values
 */
public record Summary(int n, double mean, double deviation, Interval interval) {

  /** Confidence of all intervals. */
  public static final double LEVEL = 0.95;

  /** A two-sided interval. */
  public record Interval(double low, double high) {
    /** Whether 0 lies outside. */
    public boolean excludesZero() {
      return low > 0 || high < 0;
    }
  }

  public static Summary of(double[] values) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    if (n < 2) {
      return new Summary(n, mean, Double.NaN, new Interval(Double.NaN, Double.NaN));
    }
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double deviation = Math.sqrt(squares / (n - 1));
    double half =
        TDistribution.of(n - 1).inverseCumulativeProbability(1 - (1 - LEVEL) / 2)
            * deviation
            / Math.sqrt(n);
    return new Summary(n, mean, deviation, new Interval(mean - half, mean + half));
  }

  /** The same of the measurements with their signs changed. */
  public Summary negated() {
    return new Summary(n, -mean, deviation, new Interval(-interval.high, -interval.low));
  }

  /** Where a single further measurement would lie; empty for fewer than two values. */
  public Optional<Interval> predictionInterval() {
    if (n < 2) {
      return Optional.empty();
    }
    double half =
        TDistribution.of(n - 1).inverseCumulativeProbability(1 - (1 - LEVEL) / 2)
            * deviation
            * Math.sqrt(1 + 1.0 / n);
    return Optional.of(new Interval(mean - half, mean + half));
  }
}
