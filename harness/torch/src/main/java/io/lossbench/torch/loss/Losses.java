package io.lossbench.torch.loss;

import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Settings;
import java.util.Map;
import java.util.function.Function;

/** The losses by name: those that come with lossbench, and those that users bring. */
public final class Losses {
  private static final Map<String, Function<Settings, Loss>> BUILT_IN =
      Map.of(
          "bce", BinaryCrossEntropy::new,
          "focal", FocalLoss::new,
          "asl", AsymmetricLoss::new,
          "asl-adaptive", AdaptiveAsymmetricLoss::new,
          "cross-entropy", SingleLabelLoss::crossEntropy,
          "asl-single-label", SingleLabelLoss::asymmetric);

  private Losses() {}

  /** All losses on the class path. */
  public static Registry<Loss> onClasspath() {
    return Registry.of(
        "loss", "losses", BUILT_IN, LossProvider.class, Losses.class.getClassLoader());
  }
}
