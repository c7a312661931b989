package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import java.util.Locale;

/**
 * Hill loss (xinyu1205/robust-loss-mlml): positives -(1-s)^g log s with s = sigmoid(x-m), negatives
 * (lambda-p) p^2 with p = sigmoid(x).
 */
final class HillLoss extends TermwiseLoss {
  private final double lambda;
  private final double margin;
  private final double gamma;

  HillLoss(Settings settings) {
    super(settings);
    this.lambda = settings.number("lambda");
    this.margin = settings.number("margin");
    this.gamma = settings.number("gamma");
  }

  @Override
  protected String terms() {
    return String.format(
        Locale.ROOT,
        """
        z = torch.rsub(logits, %s)
        t = torch.sigmoid(z)
        p = torch.sigmoid(logits)
        hill = torch.mul(torch.mul(torch.rsub(p, %s), p), p)
        terms = torch.where(positive, torch.mul(%s, torch.softplus(z, 1, 20)), hill)
        """,
        Exponent.literal(margin),
        Exponent.literal(lambda),
        power("t", gamma));
  }
}
