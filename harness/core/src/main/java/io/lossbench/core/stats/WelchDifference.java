package io.lossbench.core.stats;

import io.lossbench.core.stats.Summary.Interval;

/**
 * What lies between two samples that have nothing in common, with spreads of their own.
 *
 * <p>Source: Welch, The generalization of "Student's" problem when several different population
 * variances are involved, Biometrika 34 (1947), with Satterthwaite's degrees of freedom.
 *
 * @param mean treatment minus baseline
 * @param degreesOfFreedom NaN where a sample has fewer than two values
 * @param interval 95 %, for all comparisons at once; NaN bounds where a sample has fewer than two
 *     values
 * @param pValue two-sided and corrected for all comparisons, so that it agrees with the interval;
 *     NaN where a sample has fewer than two values
 */
public record WelchDifference(
    double mean, double degreesOfFreedom, Interval interval, double pValue) {

  /**
   * Compares two samples.
   *
   * @param comparisons how many such differences are judged together (Bonferroni)
   */
  public static WelchDifference of(Summary treatment, Summary baseline, int comparisons) {
    double mean = treatment.mean() - baseline.mean();
    if (treatment.n() < 2 || baseline.n() < 2) {
      return new WelchDifference(
          mean, Double.NaN, new Interval(Double.NaN, Double.NaN), Double.NaN);
    }
    double a = treatment.deviation() * treatment.deviation() / treatment.n();
    double b = baseline.deviation() * baseline.deviation() / baseline.n();
    double error = Math.sqrt(a + b);
    if (error == 0) {
      return new WelchDifference(
          mean, treatment.n() + baseline.n() - 2, new Interval(mean, mean), mean == 0 ? 1 : 0);
    }
    double freedom = (a + b) * (a + b) / (a * a / (treatment.n() - 1) + b * b / (baseline.n() - 1));
    double half = Basis.PAIRS.critical(freedom, comparisons) * error;
    return new WelchDifference(
        mean,
        freedom,
        new Interval(mean - half, mean + half),
        Basis.PAIRS.pValue(mean / error, freedom, comparisons));
  }
}
