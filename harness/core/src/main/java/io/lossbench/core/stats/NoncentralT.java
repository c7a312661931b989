package io.lossbench.core.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The distribution of a t statistic where the difference is not zero: (Z + noncentrality) / S.
 *
 * <p>Source: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, 2nd edition,
 * chapter 31. Computed by quadrature, to nine digits or more.
 *
 * @param degreesOfFreedom of the estimated deviation; infinite if it is known
 * @param noncentrality the true difference in units of its true standard error
 */
public record NoncentralT(double degreesOfFreedom, double noncentrality) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** The chance of a statistic of at most {@code t}. */
  public double cumulative(double t) {
    if (Double.isInfinite(t)) {
      return t > 0 ? 1 : 0;
    }
    return new EstimatedDeviation(degreesOfFreedom)
        .expectation(
            deviation -> NORMAL.cumulativeProbability(t * deviation - noncentrality),
            1 / (2 + Math.abs(noncentrality)));
  }

  /** The chance of a statistic beyond {@code t} on either side: the power of a two-sided test. */
  public double beyond(double t) {
    return 1 - cumulative(t) + cumulative(-t);
  }
}
