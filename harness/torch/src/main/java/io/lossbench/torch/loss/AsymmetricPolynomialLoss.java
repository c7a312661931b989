package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.kernel.FocusingGradient;
import java.util.Locale;

/**
 * Asymmetric loss whose logarithms have further terms of their Taylor expansion at a weight of
 * their own. With p, q, p_m and q_m of {@link AsymmetricLoss}, positives are
 *
 * <pre>-q^g+ (log p + e1 q + e2/2 q^2)</pre>
 *
 * and negatives -p_m^g- h. APL (LUMIA-Group/APL) has h = log q_m + en q_m, RAL (kalelpark/RAL) the
 * same times (lambda-p) p^2 (lambda-q_m).
 */
final class AsymmetricPolynomialLoss extends TermwiseLoss {
  private final Settings settings;
  private final boolean robust;

  private AsymmetricPolynomialLoss(Settings settings, boolean robust) {
    super(settings);
    this.settings = settings;
    this.robust = robust;
  }

  static AsymmetricPolynomialLoss apl(Settings settings) {
    return new AsymmetricPolynomialLoss(settings, false);
  }

  static AsymmetricPolynomialLoss ral(Settings settings) {
    return new AsymmetricPolynomialLoss(settings, true);
  }

  @Override
  public boolean followsValue() {
    return !isDetached(settings);
  }

  static boolean isDetached(Settings settings) {
    boolean focused = settings.number("gamma-pos") > 0 || settings.number("gamma-neg") > 0;
    return focused
        && settings.choice("focusing-gradient", FocusingGradient.class)
            == FocusingGradient.DETACHED;
  }

  @Override
  protected String terms() {
    return probabilities(settings.number("margin"), settings.number("eps"))
        + String.format(
            Locale.ROOT,
            """
          negative = torch.add(logq, qm, alpha=%s)
          %spositives = torch.add(torch.add(logp, q, alpha=%s), torch.mul(q, q), alpha=%s)
          w = torch.where(positive, %s, %s)
          %sterms = torch.neg(torch.mul(w, torch.where(positive, positives, negative)))
          """,
            number("epsilon-neg"),
            robust ? hill() : "",
            number("epsilon-1"),
            Exponent.literal(settings.number("epsilon-2") / 2),
            power("q", settings.number("gamma-pos")),
            power("pm", settings.number("gamma-neg")),
            isDetached(settings) ? "w = torch.detach(w)\n" : "");
  }

  private String hill() {
    String lambda = number("lambda");
    return String.format(
        Locale.ROOT,
        """
        hill = torch.mul(torch.mul(torch.rsub(p, %1$s), torch.mul(p, p)), torch.rsub(qm, %1$s))
        negative = torch.mul(negative, hill)
        """,
        lambda);
  }

  /** Statements for p, q, pm, qm and the bounded logarithms of p and qm, from {@code logits}. */
  static String probabilities(double margin, double eps) {
    return String.format(
        Locale.ROOT,
        """
        p = torch.sigmoid(logits)
        q = torch.sigmoid(torch.neg(logits))
        pm = %1$s
        qm = %2$s
        logp = torch.log(torch.clamp_min(p, %3$s))
        logq = torch.log(torch.clamp_min(qm, %3$s))
        """,
        margin > 0
            ? "torch.clamp_min(torch.sub(p, " + Exponent.literal(margin) + "), 0.)"
            : "torch.alias(p)",
        margin > 0 ? "torch.rsub(pm, 1.)" : "torch.alias(q)",
        Exponent.literal(eps));
  }

  private String number(String name) {
    return Exponent.literal(settings.number(name));
  }
}
