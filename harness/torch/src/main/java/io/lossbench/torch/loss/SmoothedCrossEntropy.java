package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Binary cross-entropy of labels that are drawn towards one half (TensorFlow, {@code
 * tf.keras.losses.binary_crossentropy}): y' = 1 - e/2 for positives and e/2 for negatives, and the
 * loss is a y' softplus(-x) + (1-y') softplus(x) with the weight a of positives, as PyTorch's
 * {@code pos_weight}.
 */
final class SmoothedCrossEntropy extends TermwiseLoss {
  private final Settings settings;
  private final ClassWeighting weighting;

  SmoothedCrossEntropy(Settings settings, ClassWeighting weighting) {
    super(settings);
    this.settings = settings;
    this.weighting = weighting;
  }

  @Override
  public Loss trainedOn(Supplier<ClassCounts> counts) {
    return new SmoothedCrossEntropy(settings, weighting.trainedOn(counts));
  }

  @Override
  public float[] initialState() {
    return weighting.state();
  }

  @Override
  protected String terms() {
    double half = settings.number("label-smoothing") / 2;
    return String.format(
        Locale.ROOT,
        """
        target = torch.where(positive, %s, %s)
        present = torch.mul(torch.mul(target, torch.softplus(torch.neg(logits), 1, 20)), %s)
        absent = torch.mul(torch.mul(torch.rsub(target, 1.), torch.softplus(logits, 1, 20)), %s)
        terms = torch.add(present, absent)
        """,
        Exponent.literal(1 - half),
        Exponent.literal(half),
        BinaryCrossEntropy.weightOfPositives(
            weighting, BinaryCrossEntropy.positiveWeight(settings)),
        weighting.ofNegatives());
  }
}
