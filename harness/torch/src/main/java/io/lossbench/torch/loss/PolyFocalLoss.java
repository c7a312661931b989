package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import java.util.Locale;

/**
 * Poly-1 focal loss (arXiv 2204.12511): FL + e (1-pt)^(g+1), where FL is the focal loss with alpha.
 *
 * <p>With z = (1-2y) x and t = sigmoid(z) = 1 - pt it is a t^g softplus(z) + e t^(g+1).
 */
final class PolyFocalLoss extends TermwiseLoss {
  private final double epsilon;
  private final double alpha;
  private final double gamma;

  PolyFocalLoss(Settings settings) {
    super(settings);
    this.epsilon = settings.number("epsilon");
    this.alpha = settings.number("alpha");
    this.gamma = settings.number("gamma");
  }

  @Override
  protected String terms() {
    return String.format(
        Locale.ROOT,
        """
        z = torch.where(positive, torch.neg(logits), logits)
        t = torch.sigmoid(z)
        a = torch.where(positive, %s, %s)
        focal = torch.mul(torch.mul(%s, a), torch.softplus(z, 1, 20))
        terms = torch.add(focal, torch.mul(%s, %s))
        """,
        Exponent.literal(alpha),
        Exponent.literal(1 - alpha),
        power("t", gamma),
        power("t", gamma + 1),
        Exponent.literal(epsilon));
  }
}
