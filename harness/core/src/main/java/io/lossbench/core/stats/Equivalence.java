package io.lossbench.core.stats;

import java.util.OptionalInt;

/**
 * Whether results are as good as a published value, but for a tolerance: decided by where the whole
 * interval of the mean lies, so that noise alone reproduces nothing. More is better; whoever speaks
 * of errors changes the signs.
 *
 * <p>Source: Schuirmann, A comparison of the two one-sided tests procedure and the power approach,
 * J. Pharmacokinet. Biopharm. 15 (1987), of which this is the non-inferiority side.
 *
 * @param repetitionsToDecide repetitions in all that would decide with a chance of 80 %, if mean
 *     and spread stay as they are; empty if it is decided, or if that is not known
 */
public record Equivalence(Finding finding, OptionalInt repetitionsToDecide) {

  /** What can be said. */
  public enum Finding {
    /** The whole interval lies above the value less its tolerance. */
    REPRODUCED,
    /** The whole interval lies below it. */
    NOT_REPRODUCED,
    /** The interval holds it, or there are fewer than two repetitions. */
    UNDECIDED
  }

  /**
   * Judges repeated measurements by a published value.
   *
   * @param tolerance what may be missing, not below 0
   */
  public static Equivalence of(Summary ours, double value, double tolerance) {
    double bound = value - tolerance;
    if (ours.interval().low() >= bound) {
      return new Equivalence(Finding.REPRODUCED, OptionalInt.empty());
    }
    if (ours.interval().high() < bound) {
      return new Equivalence(Finding.NOT_REPRODUCED, OptionalInt.empty());
    }
    return new Equivalence(
        Finding.UNDECIDED,
        new Difference(Basis.PAIRS, 1, ours.n(), ours.mean() - bound, ours.deviation())
            .repetitionsToDecide());
  }
}
