package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.kernel.AsymmetricFamily;
import io.lossbench.torch.kernel.AsymmetricFamily.Side;
import io.lossbench.torch.kernel.FocusingGradient;
import io.lossbench.torch.script.Reduction;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Focal loss (Lin et al., ICCV 2017): -a (1-pt)^g log pt. Classes may have weights of their own.
 *
 * <p>With s = 1 - 2y, z = s x and t = sigmoid(z) = 1 - pt it is a t^g softplus(z), and its slope by
 * z is a t^g (g (1-t) softplus(z) + t), or a t^g t with the focusing weight detached.
 */
final class FocalLoss extends ElementwiseLoss {
  private final double gamma;
  private final double alpha;
  private final FocusingGradient focusingGradient;
  private final Settings settings;
  private final ClassWeighting weighting;

  FocalLoss(Settings settings) {
    this(settings, ClassWeighting.of(settings));
  }

  private FocalLoss(Settings settings, ClassWeighting weighting) {
    super(settings.choice("reduction", Reduction.class));
    this.gamma = settings.number("gamma");
    this.alpha = settings.has("alpha") ? settings.number("alpha") : Double.NaN;
    this.focusingGradient = settings.choice("focusing-gradient", FocusingGradient.class);
    this.settings = settings;
    this.weighting = weighting;
  }

  @Override
  public Loss trainedOn(Supplier<ClassCounts> counts) {
    return new FocalLoss(settings, weighting.trainedOn(counts));
  }

  @Override
  public float[] initialState() {
    return weighting.state();
  }

  @Override
  protected String sumBody() {
    return String.format(
        Locale.ROOT,
        """
        s = torch.rsub(y, 1., alpha=2.)
        z = torch.mul(x, s)
        t = torch.sigmoid(z)
        entropy = torch.softplus(z, 1, 20)
        w = %s
        %svalue = torch.sum(torch.mul(w, entropy))
        slope = torch.mul_(torch.mul(w, %s), s)
        """,
        Exponent.constant(gamma).power("t"),
        weighted(),
        focusingGradient == FocusingGradient.DETACHED || gamma == 0
            ? "t"
            : "torch.addcmul(t, torch.rsub(t, 1.), entropy, value="
                + Exponent.literal(gamma)
                + ")");
  }

  private String weighted() {
    return (Double.isNaN(alpha) ? "" : times(Exponent.literal(alpha), Exponent.literal(1 - alpha)))
        + (weighting.weights().areEqual()
            ? ""
            : times(weighting.ofPositives(), weighting.ofNegatives()));
  }

  private static String times(String ofPositives, String ofNegatives) {
    return "w = torch.mul(w, torch.where(positive, " + ofPositives + ", " + ofNegatives + "))\n";
  }

  @Override
  public boolean followsValue() {
    return gamma == 0 || focusingGradient == FocusingGradient.FULL;
  }

  @Override
  public Optional<AsymmetricFamily> family(float[] state) {
    boolean weighted = !Double.isNaN(alpha);
    return Optional.of(
        new AsymmetricFamily(
            new Side((float) gamma, weighted ? (float) alpha : 1),
            new Side((float) gamma, weighted ? (float) (1 - alpha) : 1),
            0,
            0,
            focusingGradient,
            weighting.weights()));
  }
}
