package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.kernel.FocusingGradient;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Asymmetric loss for partial labels, P-ASL (Ben-Baruch et al., CVPR 2022;
 * Alibaba-MIIL/PartialLabelingCSL, src/loss_functions/partial_asymmetric_loss.py): positives,
 * negatives and unannotated pairs have a focusing and a weight of their own. An unannotated pair is
 * ignored, or taken for a negative of its own kind; the selective mode (CSL, lines 96 to 128) does
 * the one or the other. It ignores the pairs of classes whose prior is above a threshold, and, of
 * the unannotated pairs of a batch, the most probable ones: as many as top-k times its images, and
 * those that are as probable as the last of them.
 *
 * <p>The prior of a class is the share of positives among its known training labels. (There it is
 * read from a file, which is made of the mean predictions of a model trained before.)
 *
 * <p>State of the selective mode: 1 for a class with a prior above the threshold, else 0.
 */
final class PartialAsymmetricLoss extends TermwiseLoss {
  private final Settings settings;
  private final Unannotated unannotated;
  private final float[] frequent;

  private PartialAsymmetricLoss(Settings settings, Unannotated unannotated, float[] frequent) {
    super(settings);
    this.settings = settings;
    this.unannotated = unannotated;
    this.frequent = frequent;
  }

  /** What becomes of an unannotated pair. */
  private enum Unannotated {
    IGNORE,
    NEGATIVE,
    SELECTIVE
  }

  static PartialAsymmetricLoss plain(Settings settings) {
    return new PartialAsymmetricLoss(
        settings, settings.choice("unannotated", Unannotated.class), new float[0]);
  }

  static PartialAsymmetricLoss selective(Settings settings) {
    return new PartialAsymmetricLoss(settings, Unannotated.SELECTIVE, new float[0]);
  }

  @Override
  public Loss trainedOn(Supplier<ClassCounts> counts) {
    if (unannotated != Unannotated.SELECTIVE) {
      return this;
    }
    ClassCounts labels = counts.get();
    float[] told = new float[labels.classes().size()];
    for (int c = 0; c < told.length; c++) {
      told[c] = labels.prior(c) > settings.number("prior-threshold") ? 1 : 0;
    }
    return new PartialAsymmetricLoss(settings, unannotated, told);
  }

  @Override
  public float[] initialState() {
    return frequent.clone();
  }

  @Override
  public boolean couplesImages() {
    return unannotated == Unannotated.SELECTIVE;
  }

  @Override
  public boolean usesUnknown() {
    return unannotated != Unannotated.IGNORE;
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
        + "terms = torch.neg(torch.mul(w, torch.where(positive, logp, logq)))\n"
        + (unannotated == Unannotated.SELECTIVE ? selection() : "");
  }

  /** Statements that take the terms of what is ignored away. */
  private String selection() {
    if (frequent.length == 0) {
      throw new IllegalStateException("the selective mode was not told class counts");
    }
    // Probabilities are in the order of their logits, which have more digits.
    return String.format(
        Locale.ROOT,
        """
        candidates = torch.masked_fill(torch.detach(logits), torch.logical_not(unknown), -3e+38)
        count = torch.mul(torch.size(logits, 0), %d)
        top, places, = torch.topk(torch.reshape(candidates, [-1]), count, 0, True, False)
        probable = torch.ge(candidates, torch.min(top))
        ignored = torch.logical_or(probable, torch.gt(self.loss_state, 0.5))
        terms = torch.masked_fill(terms, torch.logical_and(unknown, ignored), 0.)
        """,
        Math.min(settings.integer("top-k"), frequent.length));
  }

  private String weighted(String base, String group) {
    return "torch.mul("
        + power(base, settings.number("gamma-" + group))
        + ", "
        + Exponent.literal(settings.number("alpha-" + group))
        + ")";
  }
}
