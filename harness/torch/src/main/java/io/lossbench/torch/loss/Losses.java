package io.lossbench.torch.loss;

import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Settings;
import java.util.Map;
import java.util.function.Function;

/** The losses by name: those that come with lossbench, and those that users bring. */
public final class Losses {
  private static final Map<String, Function<Settings, Loss>> BUILT_IN =
      Map.ofEntries(
          Map.entry("bce", BinaryCrossEntropy::of),
          Map.entry("focal", FocalLoss::new),
          Map.entry("asl", AsymmetricLoss::new),
          Map.entry("asl-adaptive", AdaptiveAsymmetricLoss::new),
          Map.entry("poly1-focal", PolyFocalLoss::new),
          Map.entry("hill", HillLoss::new),
          Map.entry("splc", SelfPacedLoss::new),
          Map.entry("apl", AsymmetricPolynomialLoss::apl),
          Map.entry("ral", AsymmetricPolynomialLoss::ral),
          Map.entry("p-asl", PartialAsymmetricLoss::plain),
          Map.entry("csl", PartialAsymmetricLoss::selective),
          Map.entry("db", DistributionBalancedLoss::new),
          Map.entry("zlpr", RankingCrossEntropy::new),
          Map.entry("two-way", TwoWayLoss::new),
          Map.entry("cross-entropy", SingleLabelLoss::crossEntropy),
          Map.entry("asl-single-label", SingleLabelLoss::asymmetric));

  private Losses() {}

  /** All losses on the class path. */
  public static Registry<Loss> onClasspath() {
    return Registry.of(
        "loss", "losses", BUILT_IN, LossProvider.class, Losses.class.getClassLoader());
  }
}
