package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.kernel.ClassWeights;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * A loss' setting {@code weighting}, and the weights that it comes to once the training labels are
 * counted; all classes weigh the same before, and without the setting.
 *
 * <p>Class-balanced weights (Cui et al., CVPR 2019; richardaecn/class-balanced-loss,
 * src/cifar_main.py, lines 425 to 430) are (1-beta) / (1-beta^n) for a class of n positives, scaled
 * so that they sum up to the number of classes. With beta = 0 all are 1, with beta to 1 they go to
 * the inverse frequencies 1/n, likewise scaled. There the weight is that of an image's one class;
 * for several labels an image, every pair has its own class' weight, whatever its label is, as in
 * {@code CB_mode='by_class'} of wutong16/DistributionBalancedLoss,
 * mllt/models/losses/resample_loss.py, lines 171 to 173.
 *
 * <p>Negatives per positive weigh the positives alone, as the documentation of PyTorch's {@code
 * BCEWithLogitsLoss} chooses {@code pos_weight}.
 */
record ClassWeighting(Optional<Settings> chosen, ClassWeights weights) {

  /** As its {@code type} names it. */
  private enum Kind {
    INVERSE_FREQUENCY,
    CLASS_BALANCED,
    NEGATIVES_PER_POSITIVE
  }

  static ClassWeighting of(Settings loss) {
    return new ClassWeighting(
        loss.has("weighting") ? Optional.of(loss.settings("weighting")) : Optional.empty(),
        ClassWeights.EQUAL);
  }

  /** This for counted labels. */
  ClassWeighting trainedOn(Supplier<ClassCounts> counts) {
    return chosen
        .map(weighting -> new ClassWeighting(chosen, weights(weighting, counts.get())))
        .orElse(this);
  }

  private static ClassWeights weights(Settings weighting, ClassCounts counts) {
    counts.requirePositives("the weighting " + weighting.text("type"));
    return switch (weighting.choice("type", Kind.class)) {
      case INVERSE_FREQUENCY -> ofBothSides(counts, n -> 1 / n);
      case CLASS_BALANCED -> {
        double logBeta = Math.log(weighting.number("beta"));
        // 1 - beta^n; the factor 1 - beta goes with the scale.
        yield ofBothSides(counts, n -> -1 / Math.expm1(n * logBeta));
      }
      case NEGATIVES_PER_POSITIVE -> ofPositives(counts);
    };
  }

  private static ClassWeights ofBothSides(ClassCounts counts, DoubleUnaryOperator weight) {
    double[] raw = counts.positives().stream().mapToDouble(n -> n).map(weight).toArray();
    double scale = raw.length / Arrays.stream(raw).sum();
    float[] scaled = new float[raw.length];
    for (int c = 0; c < raw.length; c++) {
      scaled[c] = (float) (raw[c] * scale);
    }
    return new ClassWeights(scaled, scaled);
  }

  private static ClassWeights ofPositives(ClassCounts counts) {
    float[] positives = new float[counts.classes().size()];
    float[] negatives = new float[positives.length];
    for (int c = 0; c < positives.length; c++) {
      positives[c] = (float) ((double) counts.negatives().get(c) / counts.positives().get(c));
      negatives[c] = 1;
    }
    return new ClassWeights(positives, negatives);
  }

  /** What statements find in {@code self.loss_state}; empty if all classes weigh the same. */
  float[] state() {
    return weights.flat();
  }

  /** The weights of positives by class (C), or 1, as an expression. */
  String ofPositives() {
    return slice(0);
  }

  /** The weights of negatives by class (C), or 1, as an expression. */
  String ofNegatives() {
    return slice(weights.classes());
  }

  private String slice(int from) {
    return weights.areEqual()
        ? "1."
        : String.format(
            Locale.ROOT,
            "torch.slice(self.loss_state, 0, %d, %d, 1)",
            from,
            from + weights.classes());
  }
}
