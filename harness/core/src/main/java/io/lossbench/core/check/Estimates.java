package io.lossbench.core.check;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Means and pooled deviations of small groups of values. */
final class Estimates {
  private Estimates() {}

  /**
   * A deviation from several groups' own means.
   *
   * @param deviation 0 where no group has two values
   */
  record Pooled(double deviation, int degreesOfFreedom) {}

  static double[] array(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  static Pooled pooled(List<double[]> groups) {
    double squares = 0;
    int degrees = 0;
    for (double[] group : groups) {
      double mean = mean(group);
      for (double value : group) {
        squares += (value - mean) * (value - mean);
      }
      degrees += Math.max(0, group.length - 1);
    }
    return new Pooled(degrees == 0 ? 0 : Math.sqrt(squares / degrees), degrees);
  }
}
