package io.lossbench.torch.loss;

import java.util.Locale;

/**
 * A loss that is a sum or mean over elements. Subclasses define {@code element} (the loss of each
 * element) and {@code slope} (its derivative by the logit) from {@code x}, {@code y} and {@code
 * positive} (whether y is 1).
 */
public abstract class ElementwiseLoss implements Loss {
  private final boolean mean;

  /**
   * @param reduction {@code sum} or {@code mean} over the known elements
   */
  protected ElementwiseLoss(String reduction) {
    this.mean = reduction.equals("mean");
  }

  /** Statements that define {@code element} and {@code slope}. */
  protected abstract String elementBody();

  @Override
  public final String body() {
    return "positive = torch.gt(y, 0.5)\nknown = torch.ge(y, 0.)\n"
        + elementBody()
        + """
          element = torch.where(known, element, 0.)
          slope = torch.where(known, slope, 0.)
          """
        + (mean
            ? """
              count = torch.clamp_min(torch.to(torch.sum(known), 6), 1.)
              value = torch.div(torch.sum(element), count)
              gradient = torch.div(slope, count)
              """
            : """
              value = torch.sum(element)
              gradient = slope
              """);
  }

  /** {@code base} to the power {@code exponent}; whole exponents up to 8 by multiplication. */
  static String power(String base, double exponent) {
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
        : "torch.pow(" + base + ", " + number(exponent) + ")";
  }

  /** A number as TorchScript reads it back to the same double. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%s", value);
    return text.contains(".") || text.contains("E") ? text : text + ".";
  }
}
