package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;

/**
 * Focal loss (Lin et al., ICCV 2017): -a (1-pt)^g log pt with pt = sigmoid(z), z = x for positives
 * and -x for negatives.
 *
 * <p>Slope by z: a (1-pt)^g (g pt log pt - (1-pt)), or -a (1-pt)^(g+1) with the focusing weight
 * detached.
 */
final class FocalLoss extends ElementwiseLoss {
  private final double gamma;
  private final double alpha;
  private final boolean detached;

  FocalLoss(Settings settings) {
    super(settings.text("reduction"));
    this.gamma = settings.number("gamma");
    this.alpha = settings.has("alpha") ? settings.number("alpha") : Double.NaN;
    this.detached = settings.text("focusing-gradient").equals("detached");
  }

  @Override
  protected String elementBody() {
    String weight = Double.isNaN(alpha) ? "" : weighted();
    return """
        sign = torch.where(positive, 1., -1.)
        z = torch.mul(x, sign)
        pt = torch.sigmoid(z)
        qt = torch.sigmoid(torch.neg(z))
        logpt = torch.sub(torch.clamp_max(z, 0.), torch.log1p(torch.exp(torch.neg(torch.abs(z)))))
        w = %s
        %selement = torch.neg(torch.mul(w, logpt))
        slope = torch.mul(torch.mul(w, %s), sign)
        """
        .formatted(
            Exponent.constant(gamma).power("qt"),
            weight,
            detached || gamma == 0
                ? "torch.neg(qt)"
                : "torch.sub(torch.mul(torch.mul(pt, logpt), "
                    + Exponent.literal(gamma)
                    + "), qt)");
  }

  private String weighted() {
    return "w = torch.mul(w, torch.where(positive, "
        + Exponent.literal(alpha)
        + ", "
        + Exponent.literal(1 - alpha)
        + "))\n";
  }
}
