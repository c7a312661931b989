package io.lossbench.core.stats;

import java.util.function.DoubleUnaryOperator;

/**
 * The root of a monotonic function between two bounds, by false position with the Illinois rule.
 *
 * <p>Source: Dowell and Jarratt, A modified regula falsi method for computing the root of an
 * equation, BIT 11 (1971).
 */
final class Root {
  private static final int ITERATIONS = 200;

  private Root() {}

  /**
   * Where the function is 0, to 12 digits.
   *
   * @throws IllegalArgumentException if it has the same sign at both bounds
   */
  static double between(double low, double high, DoubleUnaryOperator function) {
    double a = low;
    double b = high;
    double atA = function.applyAsDouble(a);
    double atB = function.applyAsDouble(b);
    if (atA == 0) {
      return a;
    }
    if (!(atA * atB <= 0)) {
      throw new IllegalArgumentException("no root between " + low + " and " + high);
    }
    for (int i = 0; i < ITERATIONS && atB != 0; i++) {
      double next = b - atB * (b - a) / (atB - atA);
      double at = function.applyAsDouble(next);
      boolean close = Math.abs(next - b) <= 1e-13 * Math.abs(next);
      if (at * atB < 0) {
        a = b;
        atA = atB;
      } else {
        atA /= 2;
      }
      b = next;
      atB = at;
      if (close) {
        break;
      }
    }
    return b;
  }
}
