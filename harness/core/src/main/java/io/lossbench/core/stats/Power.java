package io.lossbench.core.stats;

import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;

/**
 * The chance that a test finds what is there.
 *
 * <p>Source: Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition; computed
 * from the non-central t distribution as G*Power does (Faul et al. 2007).
 */
public final class Power {
  /** The chance that is asked for. */
  public static final double WANTED = 0.8;

  /** Beyond that many repetitions nobody waits for a decision. */
  public static final int MOST_REPETITIONS = 1000;

  private Power() {}

  /**
   * The smallest true difference, in standard errors, that a two-sided t test finds with the chance
   * that is wanted.
   *
   * @param critical the t statistic beyond which something is found
   */
  public static double smallestDetectable(double degreesOfFreedom, double critical) {
    return Root.between(
        0,
        3 * critical + 5,
        noncentrality ->
            new NoncentralT(degreesOfFreedom, noncentrality).beyond(critical) - WANTED);
  }

  /**
   * The fewest repetitions, 2 or more, with the power that is wanted; empty if that takes more than
   * {@link #MOST_REPETITIONS}.
   *
   * @param power that a number of repetitions has, growing
   */
  public static OptionalInt repetitions(IntToDoubleFunction power) {
    int enough = 2;
    int less = 1;
    while (!(power.applyAsDouble(enough) >= WANTED)) {
      if (enough == MOST_REPETITIONS) {
        return OptionalInt.empty();
      }
      less = enough;
      enough = Math.min(2 * enough, MOST_REPETITIONS);
    }
    while (enough - less > 1) {
      int middle = (less + enough) / 2;
      if (power.applyAsDouble(middle) >= WANTED) {
        enough = middle;
      } else {
        less = middle;
      }
    }
    return OptionalInt.of(enough);
  }
}
