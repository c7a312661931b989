package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.kernel.FocusingGradient;

/**
 * Asymmetric loss for partial labels, P-ASL (Alibaba-MIIL/PartialLabelingCSL): positives, negatives
 * and unannotated pairs have a focusing and a weight of their own. An unannotated pair is ignored,
 * or taken for a negative of its own kind.
 */
final class PartialAsymmetricLoss extends TermwiseLoss {
  private final Settings settings;

  PartialAsymmetricLoss(Settings settings) {
    super(settings);
    this.settings = settings;
  }

  /** What becomes of an unannotated pair. */
  enum Unannotated {
    IGNORE,
    NEGATIVE
  }

  @Override
  public boolean usesUnknown() {
    return settings.choice("unannotated", Unannotated.class) == Unannotated.NEGATIVE;
  }

  @Override
  public boolean followsValue() {
    boolean focused =
        settings.number("gamma-pos") > 0
            || settings.number("gamma-neg") > 0
            || (usesUnknown() && settings.number("gamma-unannotated") > 0);
    return !focused
        || settings.choice("focusing-gradient", FocusingGradient.class) == FocusingGradient.FULL;
  }

  @Override
  protected String terms() {
    String negative = weighted("pm", "neg");
    return AsymmetricPolynomialLoss.probabilities(settings.number("margin"), settings.number("eps"))
        + "w = torch.where(positive, "
        + weighted("q", "pos")
        + ", "
        + (usesUnknown()
            ? "torch.where(unknown, " + weighted("pm", "unannotated") + ", " + negative + ")"
            : negative)
        + ")\n"
        + (followsValue() ? "" : "w = torch.detach(w)\n")
        + "terms = torch.neg(torch.mul(w, torch.where(positive, logp, logq)))\n";
  }

  private String weighted(String base, String group) {
    return "torch.mul("
        + power(base, settings.number("gamma-" + group))
        + ", "
        + Exponent.literal(settings.number("alpha-" + group))
        + ")";
  }
}
