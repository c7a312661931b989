package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.kernel.AsymmetricFamily;
import io.lossbench.torch.kernel.AsymmetricFamily.Side;
import io.lossbench.torch.kernel.FocusingGradient;
import io.lossbench.torch.script.Reduction;
import java.util.Locale;
import java.util.Optional;

/**
 * Asymmetric loss (Ben-Baruch, Ridnik et al., ICCV 2021, eq. 7): with p = sigmoid(x), q = 1-p, p_m
 * = max(p-m, 0), q_m = 1-p_m: positives -q^g+ log max(p, eps), negatives -p_m^g- log max(q_m, eps).
 * Where the logarithm is bounded by eps its slope is 0, as in the ASL code.
 *
 * <p>As in the focal loss, positives may weigh alpha and negatives 1 - alpha.
 *
 * <p>Without a margin both sides are one formula, that of the focal loss with a side's own
 * exponent: numbers keep their digits at both ends. With a margin q_m is never small, and p serves
 * both sides.
 */
class AsymmetricLoss extends ElementwiseLoss {
  private final Exponent gammaNeg;
  private final Exponent gammaPos;
  private final double margin;
  private final double eps;
  private final double alpha;
  private final FocusingGradient focusingGradient;

  AsymmetricLoss(Settings settings) {
    this(settings, Exponent.constant(settings.number("gamma-neg")));
  }

  AsymmetricLoss(Settings settings, Exponent gammaNeg) {
    super(settings.choice("reduction", Reduction.class));
    this.gammaNeg = gammaNeg;
    this.gammaPos = Exponent.constant(settings.number("gamma-pos"));
    this.margin = settings.number("margin");
    this.eps = settings.number("eps");
    this.alpha = settings.has("alpha") ? settings.number("alpha") : Double.NaN;
    this.focusingGradient = settings.choice("focusing-gradient", FocusingGradient.class);
  }

  @Override
  protected String sumBody() {
    return margin > 0 ? withMargin() : withoutMargin();
  }

  /**
   * With s = 1 - 2y, z = s x, t = sigmoid(z), g the side's exponent: t^g min(softplus(z), -log
   * eps), slope by z t^g (g (1-t) softplus(z) + t).
   */
  private String withoutMargin() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            s = torch.rsub(y, 1., alpha=2.)
            z = torch.mul(x, s)
            t = torch.sigmoid(z)
            free = torch.softplus(z, 1, 20)
            entropy = torch.clamp_max(free, %1$s)
            inside = torch.where(torch.le(free, %1$s), t, 0.)
            """,
            Exponent.literal(-Math.log(eps))));
    boolean follows = follows();
    if (follows || needsTruth()) {
      text.append("truth = torch.rsub(t, 1.)\n");
    }
    text.append("w = ").append(weight("t", "t")).append('\n').append(weighted("w"));
    text.append("value = torch.sum(torch.mul(w, entropy))\n");
    if (follows) {
      text.append(
          String.format(
              Locale.ROOT,
              "g = torch.where(positive, %s, %s)\n",
              gammaPos.text(),
              gammaNeg.text()));
      text.append("inside = torch.addcmul_(inside, torch.mul(truth, g), entropy, value=1)\n");
    }
    return text.append("slope = torch.mul_(torch.mul(w, inside), s)\n").toString();
  }

  /**
   * With u = p or q_m and b = q or p_m: -b^g log u, whose slope by u is g b^(g-1) log u - b^g / u;
   * du/dx is pq for positives and -pq for negatives above the margin.
   */
  private String withMargin() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            p = torch.sigmoid(x)
            %st = torch.clamp_min_(torch.sub(p, %s), 0.)
            u = torch.where(positive, p, torch.rsub(t, 1.))
            logu = torch.log_(torch.clamp_min(u, %s))
            """,
            complements(),
            Exponent.literal(margin),
            Exponent.literal(eps)));
    text.append("w = ").append(weight("q", "t")).append('\n').append(weighted("w"));
    text.append("value = torch.neg(torch.sum(torch.mul(w, logu)))\n");
    // Below the bound of the logarithm the divisor is as good as infinite.
    text.append(
        String.format(
            Locale.ROOT,
            "inner = torch.div(w, torch.threshold(u, %s, 3e+38))\n",
            Exponent.literal(eps)));
    if (follows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "f = torch.where(positive, %s, %s)\n",
              gammaPos.isZero() ? "0." : gammaPos.powerSlope("q"),
              gammaNeg.powerSlope("t")));
      text.append(weighted("f"));
      text.append("inner = torch.addcmul_(inner, f, logu, value=-1)\n");
    }
    if (gammaNeg.mayBeBelowOne() || gammaPos.mayBeBelowOne()) {
      // Below the margin nothing flows, although 0^0 is 1 and the slope of a root is infinite.
      text.append("flows = torch.logical_or(positive, torch.gt(t, 0.))\n");
      text.append("inner = torch.nan_to_num_(torch.where(flows, inner, 0.), 0., 0., 0.)\n");
    }
    return text.append(
            """
            slope = torch.sigmoid_backward(inner, p)
            slope = torch.addcmul_(slope, slope, y, value=-2)
            """)
        .toString();
  }

  @Override
  public boolean followsValue() {
    return !isFocused() || focusingGradient == FocusingGradient.FULL;
  }

  @Override
  public Optional<AsymmetricFamily> family(float[] state) {
    boolean weighted = !Double.isNaN(alpha);
    double gamma = state.length == 0 ? gammaNeg.number() : state[0];
    return Optional.of(
        new AsymmetricFamily(
            new Side((float) gammaPos.number(), weighted ? (float) alpha : 1),
            new Side((float) gamma, weighted ? (float) (1 - alpha) : 1),
            (float) margin,
            (float) eps,
            focusingGradient));
  }

  /** The complements of p that this loss needs. */
  private String complements() {
    String q = gammaPos.isZero() && !needsTruth() ? "" : "q = torch.rsub(p, 1.)\n";
    return needsTruth() ? q + "truth = torch.where(positive, p, q)\n" : q;
  }

  /** What multiplies a variable by the weight of its side. */
  private String weighted(String variable) {
    return Double.isNaN(alpha)
        ? ""
        : String.format(
            Locale.ROOT,
            "%1$s = torch.mul(%1$s, torch.where(positive, %2$s, %3$s))\n",
            variable,
            Exponent.literal(alpha),
            Exponent.literal(1 - alpha));
  }

  /** Whether {@code truth}, the probability of each target, is to be defined. */
  protected boolean needsTruth() {
    return false;
  }

  /** Whether the gradient follows the focusing weight. */
  private boolean follows() {
    return isFocused() && focusingGradient == FocusingGradient.FULL;
  }

  private boolean isFocused() {
    return !gammaNeg.isZero() || !gammaPos.isZero();
  }

  /** The focusing weight: a power of one base for positives, of another for negatives. */
  private String weight(String positiveBase, String negativeBase) {
    if (!isFocused()) {
      return "torch.ones_like(" + negativeBase + ")";
    }
    return gammaPos.isZero()
        ? "torch.masked_fill(" + gammaNeg.power(negativeBase) + ", positive, 1.)"
        : "torch.where(positive, "
            + gammaPos.power(positiveBase)
            + ", "
            + gammaNeg.power(negativeBase)
            + ")";
  }
}
