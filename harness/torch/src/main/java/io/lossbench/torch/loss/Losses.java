package io.lossbench.torch.loss;

import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * The losses by name: those that come with lossbench, and those that users bring. Immutable and
 * thread-safe.
 */
public final class Losses {
  private final List<LossProvider> providers;
  private final Definitions definitions;

  private Losses(List<LossProvider> providers) {
    this.providers = List.copyOf(providers);
    Definitions extended = Definitions.builtIn();
    for (LossProvider provider : providers) {
      extended = extended.with("losses", provider.definition());
    }
    this.definitions = extended;
  }

  /** All losses on the classpath. */
  public static Losses onClasspath() {
    List<LossProvider> providers = new ArrayList<>();
    ServiceLoader.load(LossProvider.class).forEach(providers::add);
    return new Losses(providers);
  }

  /** The suite language with the losses that users bring. */
  public Definitions definitions() {
    return definitions;
  }

  /** The loss for validated settings. */
  public Loss create(Settings settings) {
    String type = settings.text("type");
    return switch (type) {
      case "bce" -> new BinaryCrossEntropy(settings);
      case "focal" -> new FocalLoss(settings);
      case "asl" -> new AsymmetricLoss(settings);
      case "asl-adaptive" -> new AdaptiveAsymmetricLoss(settings);
      case "cross-entropy" -> SingleLabelLoss.crossEntropy(settings);
      case "asl-single-label" -> SingleLabelLoss.asymmetric(settings);
      default ->
          providers.stream()
              .filter(provider -> brings(provider, type))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no loss of type " + type))
              .create(settings);
    };
  }

  private static boolean brings(LossProvider provider, String type) {
    Map<String, ?> kinds =
        Definitions.builtIn().with("losses", provider.definition()).group("losses");
    return kinds.containsKey(type);
  }
}
