package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;

/**
 * Asymmetric loss (Ben-Baruch, Ridnik et al., ICCV 2021, eq. 7).
 *
 * <p>With p = sigmoid(x), q = 1-p, q_m = min(q+m, 1), p_m = 1-q_m: positives -q^g+ log max(p, eps),
 * negatives -p_m^g- log max(q_m, eps). With u = p or q_m, b = 1-u and g of the element's side, the
 * loss is -b^g log u and its slope by u is g b^(g-1) log u - b^g / u; the slope by the logit
 * follows with du/dx = pq for positives, -pq for negatives with p > m, 0 below the margin. Where
 * the logarithm is bounded by eps its slope is 0, as in the ASL code.
 */
class AsymmetricLoss extends ElementwiseLoss {
  private final Exponent gammaNeg;
  private final Exponent gammaPos;
  private final double margin;
  private final double eps;
  private final boolean detached;

  AsymmetricLoss(Settings settings) {
    this(settings, Exponent.constant(settings.number("gamma-neg")));
  }

  AsymmetricLoss(Settings settings, Exponent gammaNeg) {
    super(settings.text("reduction"));
    this.gammaNeg = gammaNeg;
    this.gammaPos = Exponent.constant(settings.number("gamma-pos"));
    this.margin = settings.number("margin");
    this.eps = settings.number("eps");
    this.detached = settings.text("focusing-gradient").equals("detached");
  }

  @Override
  protected String elementBody() {
    boolean focused = !gammaNeg.isZero() || !gammaPos.isZero();
    StringBuilder text = new StringBuilder();
    // 1-sigmoid(x) as sigmoid(-x), which keeps its digits in float32.
    text.append(
        """
        p = torch.sigmoid(x)
        q = torch.sigmoid(torch.neg(x))
        """);
    if (margin > 0) {
      text.append(
          "qm = torch.clamp_max(torch.add(q, %s), 1.)\n".formatted(Exponent.literal(margin)));
      text.append(
          "pm = torch.clamp_min(torch.sub(p, %s), 0.)\n".formatted(Exponent.literal(margin)));
      text.append(
          "direction = torch.where(positive, 1., torch.where(torch.gt(p, %s), -1., 0.))\n"
              .formatted(Exponent.literal(margin)));
    } else {
      text.append("qm = q\npm = p\ndirection = torch.where(positive, 1., -1.)\n");
    }
    text.append(
        """
        u = torch.where(positive, p, qm)
        bounded = torch.clamp_min(u, %s)
        logu = torch.log(bounded)
        inside = torch.where(torch.ge(u, %s), torch.reciprocal(bounded), 0.)
        """
            .formatted(Exponent.literal(eps), Exponent.literal(eps)));
    String entropySlope = "inside";
    if (focused) {
      text.append(
          "w = torch.where(positive, %s, %s)\n"
              .formatted(gammaPos.power("q"), gammaNeg.power("pm")));
      text.append("element = torch.neg(torch.mul(w, logu))\n");
      entropySlope = "torch.mul(w, inside)";
    } else {
      text.append("element = torch.neg(logu)\n");
    }
    text.append("change = torch.mul(torch.mul(p, q), direction)\n");
    if (focused && !detached) {
      text.append(
          "f = torch.where(positive, %s, %s)\n"
              .formatted(gammaPos.powerSlope("q"), gammaNeg.powerSlope("pm")));
      text.append(
          "slope = torch.mul(torch.sub(torch.mul(f, logu), %s), change)\n".formatted(entropySlope));
      // Below the margin 0 times an infinite power slope (gamma < 1) would be NaN.
      text.append("slope = torch.where(torch.eq(change, 0.), 0., slope)\n");
    } else {
      text.append("slope = torch.neg(torch.mul(%s, change))\n".formatted(entropySlope));
    }
    return text.toString();
  }
}
