package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Reduction;
import java.util.Locale;

/**
 * Losses over a softmax for one right class per image: cross-entropy, and the ASL code's
 * ASLSingleLabel; mean over the batch.
 *
 * <p>With s = log softmax(x), p = e^s, smoothed targets y' = y(1-a) + a/C and weights w = (1-p)^g+
 * for the right class and p^g- for the others, the loss of an image is - SUM_c y'_c w_c s_c. Its
 * slope by s_c is G_c = -y'_c (w_c + s_c p_c dw_c/dp_c), and by the logit x_j it is G_j - p_j SUM_c
 * G_c.
 */
final class SingleLabelLoss implements Loss {
  private final double gammaNeg;
  private final double gammaPos;
  private final double smoothing;

  private SingleLabelLoss(double gammaNeg, double gammaPos, double smoothing) {
    this.gammaNeg = gammaNeg;
    this.gammaPos = gammaPos;
    this.smoothing = smoothing;
  }

  static SingleLabelLoss crossEntropy(Settings settings) {
    return new SingleLabelLoss(0, 0, settings.number("label-smoothing"));
  }

  static SingleLabelLoss asymmetric(Settings settings) {
    return new SingleLabelLoss(
        settings.number("gamma-neg"),
        settings.number("gamma-pos"),
        settings.number("label-smoothing"));
  }

  @Override
  public Reduction reduction() {
    return Reduction.MEAN;
  }

  @Override
  public String body() {
    StringBuilder text = new StringBuilder("s = torch.log_softmax(x, 1)\np = torch.exp(s)\n");
    text.append(
        smoothing == 0
            ? "smooth = y\n"
            : String.format(
                Locale.ROOT,
                "smooth = torch.add(torch.mul(y, %s), torch.div(%s, torch.mul(torch.size(y, 1),"
                    + " 1.)))\n",
                Exponent.literal(1 - smoothing),
                Exponent.literal(smoothing)));
    if (gammaNeg == 0 && gammaPos == 0) {
      text.append("terms = torch.mul(smooth, s)\nslopes = smooth\n");
    } else {
      Exponent negative = Exponent.constant(gammaNeg);
      Exponent positive = Exponent.constant(gammaPos);
      text.append(
          String.format(
              Locale.ROOT,
              """
              right = torch.gt(y, 0.5)
              rest = torch.rsub(p, 1.)
              w = torch.where(right, %s, %s)
              change = torch.where(right, torch.neg(torch.mul(p, %s)), torch.mul(p, %s))
              change = torch.where(torch.isfinite(change), change, 0.)
              terms = torch.mul(torch.mul(smooth, w), s)
              slopes = torch.mul(smooth, torch.add(w, torch.mul(s, change)))
              """,
              positive.power("rest"),
              negative.power("p"),
              positive.powerSlope("rest"),
              negative.powerSlope("p")));
    }
    return text.append(
            """
            rows = torch.mul(torch.size(x, 0), 1.)
            value = torch.neg(torch.div(torch.sum(terms), rows))
            slopes = torch.neg(torch.div(slopes, rows))
            gradient = torch.sub(slopes, torch.mul(p, torch.sum(slopes, [1], True)))
            """)
        .toString();
  }
}
