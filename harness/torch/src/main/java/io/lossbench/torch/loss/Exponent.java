package io.lossbench.torch.loss;

import java.util.Locale;

/**
 * A focusing parameter as TorchScript: a number that is known when the script is written, or a
 * variable (0-d tensor) that changes while it runs.
 *
 * @param variable empty for a number
 */
record Exponent(double number, String variable) {

  static Exponent constant(double number) {
    return new Exponent(number, "");
  }

  static Exponent variable(String name) {
    return new Exponent(Double.NaN, name);
  }

  private boolean isConstant() {
    return variable.isEmpty();
  }

  boolean isZero() {
    return isConstant() && number == 0;
  }

  /** Whether a power's slope can be infinite or its value at 0 can be 1. */
  boolean mayBeBelowOne() {
    return !isConstant() || number < 1;
  }

  /** The exponent itself: a literal, or the variable. */
  String text() {
    return isConstant() ? literal(number) : variable;
  }

  /** {@code base} to this power; whole exponents up to 8 by multiplication. */
  String power(String base) {
    return isConstant() ? power(base, number) : "torch.pow(" + base + ", " + variable + ")";
  }

  /** The derivative of {@link #power} by {@code base}. */
  String powerSlope(String base) {
    if (!isConstant()) {
      return "torch.mul(torch.pow("
          + base
          + ", torch.sub("
          + variable
          + ", 1.)), "
          + variable
          + ")";
    }
    return number == 0
        ? "torch.zeros_like(" + base + ")"
        : "torch.mul(" + power(base, number - 1) + ", " + literal(number) + ")";
  }

  private static String power(String base, double exponent) {
    if (exponent == Math.rint(exponent) && exponent >= 1 && exponent <= 8) {
      int whole = (int) exponent;
      if (whole == 1) {
        return base;
      }
      String half = power(base, Math.floor(whole / 2.0));
      String square = "torch.mul(" + half + ", " + half + ")";
      return whole % 2 == 0 ? square : "torch.mul(" + square + ", " + base + ")";
    }
    return exponent == 0
        ? "torch.ones_like(" + base + ")"
        : "torch.pow(" + base + ", " + literal(exponent) + ")";
  }

  /** A number as TorchScript reads it back to the same double. */
  static String literal(double value) {
    String text = String.format(Locale.ROOT, "%s", value);
    return text.contains(".") || text.contains("E") ? text : text + ".";
  }
}
