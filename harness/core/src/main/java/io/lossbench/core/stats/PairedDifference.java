package io.lossbench.core.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * What lies between two treatments measured in the same repetitions.
 *
 * @param difference summary of treatment minus baseline, pair by pair
 * @param pValue two-sided paired t-test; NaN for fewer than two pairs
 * @param smallestDetectable the difference that this many pairs of this spread would find with 80 %
 *     power; NaN for fewer than two pairs
 */
public record PairedDifference(Summary difference, double pValue, double smallestDetectable) {
  private static final double POWER = 0.8;

  /** Compares values that belong together by index. */
  public static PairedDifference of(double[] treatment, double[] baseline) {
    if (treatment.length != baseline.length) {
      throw new IllegalArgumentException(
          treatment.length + " values are not paired with " + baseline.length);
    }
    double[] differences = new double[treatment.length];
    Arrays.setAll(differences, i -> treatment[i] - baseline[i]);
    Summary summary = Summary.of(differences);
    if (summary.n() < 2) {
      return new PairedDifference(summary, Double.NaN, Double.NaN);
    }
    double pValue =
        summary.deviation() == 0
            ? (summary.mean() == 0 ? 1 : 0)
            : TTest.withDefaults()
                .test(summary.mean(), summary.deviation() * summary.deviation(), summary.n())
                .getPValue();
    TDistribution t = TDistribution.of(summary.n() - 1);
    double quantiles =
        t.inverseCumulativeProbability(1 - (1 - Summary.LEVEL) / 2)
            + t.inverseCumulativeProbability(POWER);
    return new PairedDifference(
        summary, pValue, quantiles * summary.deviation() / Math.sqrt(summary.n()));
  }
}
