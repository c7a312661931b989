package io.lossbench.core.stats;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * A standard deviation as it is estimated, in units of the true one: S with {@code
 * degreesOfFreedom} S² distributed as chi-squared. Whatever is divided by an estimated deviation is
 * an expectation over S.
 *
 * @param degreesOfFreedom above 0, not necessarily whole; infinite if the deviation is known
 */
record EstimatedDeviation(double degreesOfFreedom) {
  /** What is left out at either end. */
  private static final double TAIL = 1e-14;

  EstimatedDeviation {
    if (!(degreesOfFreedom > 0)) {
      throw new IllegalArgumentException(degreesOfFreedom + " degrees of freedom are not positive");
    }
  }

  /**
   * The expectation of a function of S with values between 0 and 1.
   *
   * @param width how far log S moves before the function changes much
   */
  double expectation(DoubleUnaryOperator function, double width) {
    if (Double.isInfinite(degreesOfFreedom)) {
      return function.applyAsDouble(1);
    }
    ChiSquaredDistribution squares = ChiSquaredDistribution.of(degreesOfFreedom);
    double from = logOf(squares.inverseCumulativeProbability(TAIL));
    double to = logOf(squares.inverseSurvivalProbability(TAIL));
    // The deviation of log S is about 1 / sqrt(2 degreesOfFreedom).
    double panel = Math.min(width, 2 / Math.sqrt(2 * degreesOfFreedom));
    return GaussLegendre.integrate(
        log -> {
          double s = Math.exp(log);
          double chiSquared = degreesOfFreedom * s * s;
          return 2 * chiSquared * squares.density(chiSquared) * function.applyAsDouble(s);
        },
        from,
        to,
        (int) Math.ceil((to - from) / panel));
  }

  private double logOf(double chiSquared) {
    return Math.log(Math.max(chiSquared, Double.MIN_NORMAL) / degreesOfFreedom) / 2;
  }
}
