package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Reduction;

/**
 * A sum or mean over elements whose gradient is left to autograd. Subclasses define {@code terms},
 * the loss of each element (N x C), from {@code logits}, {@code positive} (whether the target is 1)
 * and {@code unknown} (whether there is none). What they give for an unknown element counts for
 * nothing.
 */
abstract class TermwiseLoss extends AutogradLoss {
  private final Reduction reduction;

  TermwiseLoss(Settings settings) {
    this.reduction = settings.choice("reduction", Reduction.class);
  }

  /** Statements that define {@code terms}. */
  protected abstract String terms();

  @Override
  public final Reduction reduction() {
    return reduction;
  }

  @Override
  protected final String valueBody() {
    String masked =
        usesUnknown()
            ? "logits = torch.alias(x)\n"
            : "logits = torch.masked_fill(x, unknown, 0.)\n";
    String kept = usesUnknown() ? "terms" : "torch.masked_fill(terms, unknown, 0.)";
    String counted = usesUnknown() ? "torch.numel(x)" : "torch.sum(torch.ge(y, 0.))";
    return "unknown = torch.lt(y, 0.)\npositive = torch.gt(y, 0.5)\n"
        + masked
        + terms()
        + "value = torch.sum("
        + kept
        + ")\n"
        + (reduction == Reduction.MEAN
            ? "count = torch.clamp_min(torch.mul(torch.ones_like(value), "
                + counted
                + "), 1.)\nvalue = torch.div(value, count)\n"
            : "");
  }

  /**
   * A base in 0..1 to a power, as an expression whose gradient is finite for every base: that of a
   * root is none at 0.
   */
  static String power(String base, double exponent) {
    return exponent == 0 || exponent >= 1
        ? Exponent.constant(exponent).power(base)
        : "torch.where(torch.gt("
            + base
            + ", 0.), torch.pow(torch.clamp_min("
            + base
            + ", 1e-37), "
            + Exponent.literal(exponent)
            + "), 0.)";
  }
}
