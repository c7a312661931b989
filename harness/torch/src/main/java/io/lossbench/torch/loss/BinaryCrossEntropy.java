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
 * Binary cross-entropy with logits: softplus(x) - x y, slope sigmoid(x) - y. Positives may have a
 * weight of their own (PyTorch, {@code BCEWithLogitsLoss}, {@code pos_weight}), and so may classes.
 */
final class BinaryCrossEntropy extends ElementwiseLoss {
  private final Settings settings;
  private final double positiveWeight;
  private final ClassWeighting weighting;

  private BinaryCrossEntropy(Settings settings, ClassWeighting weighting) {
    super(settings.choice("reduction", Reduction.class));
    this.settings = settings;
    this.positiveWeight = positiveWeight(settings);
    this.weighting = weighting;
  }

  /** As the settings have it: of smoothed labels, or of the labels themselves. */
  static Loss of(Settings settings) {
    ClassWeighting weighting = ClassWeighting.of(settings);
    return settings.has("label-smoothing") && settings.number("label-smoothing") > 0
        ? new SmoothedCrossEntropy(settings, weighting)
        : new BinaryCrossEntropy(settings, weighting);
  }

  static double positiveWeight(Settings settings) {
    return settings.has("pos-weight") ? settings.number("pos-weight") : 1;
  }

  @Override
  public Loss trainedOn(Supplier<ClassCounts> counts) {
    return new BinaryCrossEntropy(settings, weighting.trainedOn(counts));
  }

  @Override
  public float[] initialState() {
    return weighting.state();
  }

  @Override
  protected String sumBody() {
    return positiveWeight == 1 && weighting.weights().areEqual()
        ? """
          value = torch.sum(torch.addcmul_(torch.softplus(x, 1, 20), x, y, value=-1))
          slope = torch.sub_(torch.sigmoid(x), y)
          """
        : String.format(
            Locale.ROOT,
            """
            s = torch.rsub(y, 1., alpha=2.)
            z = torch.mul(x, s)
            w = torch.where(positive, %s, %s)
            value = torch.sum(torch.mul(w, torch.softplus(z, 1, 20)))
            slope = torch.mul_(torch.mul(w, torch.sigmoid(z)), s)
            """,
            weightOfPositives(weighting, positiveWeight),
            weighting.ofNegatives());
  }

  static String weightOfPositives(ClassWeighting weighting, double positiveWeight) {
    String literal = Exponent.literal(positiveWeight);
    return weighting.weights().areEqual()
        ? literal
        : "torch.mul(" + weighting.ofPositives() + ", " + literal + ")";
  }

  @Override
  public Optional<AsymmetricFamily> family(float[] state) {
    return Optional.of(
        new AsymmetricFamily(
            new Side(0, (float) positiveWeight),
            Side.of(0),
            0,
            0,
            FocusingGradient.DETACHED,
            weighting.weights()));
  }
}
