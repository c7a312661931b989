package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Reduction;
import java.util.Locale;

/**
 * Two-way loss (tk1980/TwoWayMultiLabelLoss): softplus(Tn LSE(x/Tn) + Tp LSE(-x/Tp)), the first
 * log-sum-exp over negatives and the second over positives; over the images of each class, averaged
 * over classes with a positive in the batch, plus over the classes of each image, averaged over
 * images with a positive.
 */
final class TwoWayLoss extends AutogradLoss {
  private final double positiveTemperature;
  private final double negativeTemperature;

  TwoWayLoss(Settings settings) {
    this.positiveTemperature = settings.number("temperature-pos");
    this.negativeTemperature = settings.number("temperature-neg");
  }

  @Override
  public Reduction reduction() {
    return Reduction.MEAN;
  }

  @Override
  public boolean couplesImages() {
    return true;
  }

  @Override
  protected String valueBody() {
    String tn = Exponent.literal(negativeTemperature);
    String tp = Exponent.literal(positiveTemperature);
    return String.format(
            Locale.ROOT,
            """
        present = torch.to(torch.eq(y, 1.), 6)
        n = torch.div(torch.masked_fill(x, torch.ne(y, 0.), -1e+9), %s)
        p = torch.div(torch.masked_fill(torch.neg(x), torch.ne(y, 1.), -1e+9), %s)
        """,
            tn,
            tp)
        + way("classes", 0, tn, tp)
        + way("images", 1, tn, tp)
        + "value = torch.add(classes, images)\n";
  }

  /** One of the two ways, along a dimension. */
  private static String way(String name, int along, String tn, String tp) {
    return String.format(
        Locale.ROOT,
        """
        %1$snegatives = torch.mul(torch.logsumexp(n, [%2$s], False), %3$s)
        %1$spositives = torch.mul(torch.logsumexp(p, [%2$s], False), %4$s)
        %1$sall = torch.softplus(torch.add(%1$snegatives, %1$spositives), 1, 20)
        %1$scounted = torch.clamp_max(torch.sum(present, [%2$s], False), 1.)
        %1$s = torch.div(torch.sum(torch.mul(%1$sall, %1$scounted)), torch.clamp_min(torch.sum(%1$scounted), 1.))
        """,
        name,
        along,
        tn,
        tp);
  }
}
