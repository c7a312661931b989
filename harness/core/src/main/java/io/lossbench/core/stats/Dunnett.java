package io.lossbench.core.stats;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The distribution of the largest of several t statistics in absolute value that compare treatments
 * with one control: equally many measurements each, hence correlations of 1/2, and one estimated
 * deviation for all. One comparison is Student's t.
 *
 * <p>Sources: Dunnett, A multiple comparison procedure for comparing several treatments with a
 * control, JASA 50 (1955); New tables for multiple comparisons with a control, Biometrics 20
 * (1964). Computed by quadrature, to nine digits or more.
 *
 * @param comparisons number of treatments without the control, at least 1
 * @param degreesOfFreedom of the deviation; infinite if it is known
 */
public record Dunnett(int comparisons, double degreesOfFreedom) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** A quantile takes up to 0.2 s, and a report asks for few of them many times. */
  private static final Map<Quantile, Double> QUANTILES = new ConcurrentHashMap<>();

  /** A normal variable lies beyond with a chance below 1e-16. */
  private static final double FAR = 8.5;

  private record Quantile(Dunnett of, double level) {}

  public Dunnett {
    if (comparisons < 1) {
      throw new IllegalArgumentException(comparisons + " comparisons are less than one");
    }
  }

  /** The chance that all statistics lie between -{@code t} and {@code t}. */
  public double cumulative(double t) {
    if (!(t > 0)) {
      return t <= 0 ? 0 : Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return 1;
    }
    return new EstimatedDeviation(degreesOfFreedom)
        .expectation(deviation -> allWithin(t * deviation), 0.5);
  }

  /** The p value of a statistic, corrected for all comparisons; 1 for 0, 0 for infinity. */
  public double pValue(double t) {
    return Math.min(1, Math.max(0, 1 - cumulative(Math.abs(t))));
  }

  /**
   * The bound that all statistics keep to with the given chance.
   *
   * @param level such as 0.95
   */
  public double quantile(double level) {
    return QUANTILES.computeIfAbsent(new Quantile(this, level), wanted -> computed(level));
  }

  private double computed(double level) {
    double alone = student(1 - (1 - level) / 2);
    double bonferroni = student(1 - (1 - level) / 2 / comparisons);
    return comparisons == 1 ? alone : Root.between(alone, bonferroni, t -> cumulative(t) - level);
  }

  private double student(double probability) {
    return TDistribution.of(degreesOfFreedom).inverseCumulativeProbability(probability);
  }

  /**
   * The same for statistics whose deviation is known; given the control's, they are independent.
   */
  private double allWithin(double bound) {
    double reach = Math.sqrt(2) * bound;
    return 2
        * GaussLegendre.integrate(
            control ->
                NORMAL.density(control)
                    * Math.pow(NORMAL.probability(control - reach, control + reach), comparisons),
            0,
            FAR,
            6);
  }
}
