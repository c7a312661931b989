package io.lossbench.core.stats;

import io.lossbench.core.stats.Summary.Interval;
import java.util.OptionalInt;

/**
 * What lies between a treatment and the baseline in the same repetitions. Interval, p value and
 * power hold for all comparisons with the baseline at once, and agree: p is below 0.05 where the
 * interval leaves out 0.
 *
 * @param comparisons number of treatments that are compared with the baseline
 * @param repetitions in which both were measured
 * @param mean treatment minus baseline
 * @param deviation of the difference in a single repetition; NaN for one repetition
 */
public record Difference(
    Basis basis, int comparisons, int repetitions, double mean, double deviation) {

  /** Standard error of the mean; NaN for one repetition. */
  public double standardError() {
    return deviation / Math.sqrt(repetitions);
  }

  /** Degrees of freedom of the deviation; 0 for one repetition. */
  public double degreesOfFreedom() {
    return basis.degreesOfFreedom(repetitions, comparisons);
  }

  /** For other repetitions, on the same test images; NaN bounds for one repetition. */
  public Interval interval() {
    return interval(0);
  }

  /**
   * For other repetitions and other test images at once; NaN bounds for one repetition. The errors
   * of both are added as squares. What single images and single repetitions have to do with each
   * other is in both of them, which makes the interval rather too wide (Owen 2007, The pigeonhole
   * bootstrap); degrees of freedom are Satterthwaite's.
   *
   * @param imageError standard error of the mean from test images alone, as of {@link
   *     PairedBootstrap}
   */
  public Interval interval(double imageError) {
    if (repetitions < 2) {
      return new Interval(Double.NaN, Double.NaN);
    }
    double seeds = standardError() * standardError();
    double squares = seeds + imageError * imageError;
    double share = seeds / squares;
    double freedom = squares == 0 ? degreesOfFreedom() : degreesOfFreedom() / (share * share);
    double half =
        Math.max(
            basis.critical(freedom, comparisons) * Math.sqrt(squares),
            basis.critical(degreesOfFreedom(), comparisons) * standardError());
    return new Interval(mean - half, mean + half);
  }

  /** Two-sided and corrected for all comparisons; NaN for one repetition. */
  public double pValue() {
    if (repetitions < 2) {
      return Double.NaN;
    }
    return basis.pValue(mean == 0 ? 0 : mean / standardError(), degreesOfFreedom(), comparisons);
  }

  /** Whether more than chance is needed to explain it: the interval leaves out 0. */
  public boolean isFound() {
    return pValue() < 1 - Summary.LEVEL;
  }

  /**
   * The true difference that as many repetitions of this spread find with a chance of 80 %; NaN for
   * one repetition.
   */
  public double smallestDetectable() {
    if (repetitions < 2) {
      return Double.NaN;
    }
    double critical = basis.critical(degreesOfFreedom(), comparisons);
    return standardError() * Power.smallestDetectable(degreesOfFreedom(), critical);
  }

  /**
   * How many repetitions in all would find a true difference as large as this one with a chance of
   * 80 %, if the spread stays as it is; empty for more than {@link Power#MOST_REPETITIONS}, or if
   * nothing is known of the spread.
   */
  public OptionalInt repetitionsToDecide() {
    if (!(deviation > 0)) {
      return OptionalInt.empty();
    }
    return Power.repetitions(
        n -> {
          double degreesOfFreedom = basis.degreesOfFreedom(n, comparisons);
          return new NoncentralT(degreesOfFreedom, mean / deviation * Math.sqrt(n))
              .beyond(basis.critical(degreesOfFreedom, comparisons));
        });
  }
}
