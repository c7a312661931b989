package io.lossbench.torch.loss;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The losses by name: those that come with lossbench, and those that users bring. Immutable and
 * thread-safe.
 */
public final class Losses {
  private final LossPlugins plugins;

  private Losses(LossPlugins plugins) {
    this.plugins = plugins;
  }

  /** All losses on the classpath. */
  public static Losses onClasspath() {
    return of(Losses.class.getClassLoader());
  }

  static Losses of(ClassLoader loader) {
    return new Losses(LossPlugins.of(loader, Definitions.builtIn()));
  }

  /** The suite language with the losses that users bring. */
  public Definitions definitions() {
    return plugins.definitions();
  }

  /** Why each plugin that cannot be used is left out, with its jar; empty if all can. */
  public List<String> faults() {
    return plugins.faults();
  }

  /**
   * The loss for validated settings.
   *
   * @throws HarnessException if a plugin does not create it, with the plugin's jar
   */
  public Loss create(Settings settings) {
    String type = settings.text("type");
    return switch (type) {
      case "bce" -> new BinaryCrossEntropy(settings);
      case "focal" -> new FocalLoss(settings);
      case "asl" -> new AsymmetricLoss(settings);
      case "asl-adaptive" -> new AdaptiveAsymmetricLoss(settings);
      case "cross-entropy" -> SingleLabelLoss.crossEntropy(settings);
      case "asl-single-label" -> SingleLabelLoss.asymmetric(settings);
      default -> fromPlugin(type, settings);
    };
  }

  private Loss fromPlugin(String type, Settings settings) {
    LossPlugins.Plugin plugin = plugins.byName().get(type);
    if (plugin == null) {
      String left = plugins.faults().isEmpty() ? "" : "; " + String.join("; ", plugins.faults());
      throw new HarnessException("no loss of type '" + type + "'" + left);
    }
    Loss loss;
    try {
      loss = plugin.provider().create(settings);
    } catch (RuntimeException | Error e) {
      throw new HarnessException(
          "the loss plugin " + plugin.name() + " does not create its loss '" + type + "'", e);
    }
    return required(loss, plugin, type);
  }

  private static Loss required(@Nullable Loss loss, LossPlugins.Plugin plugin, String type) {
    if (loss == null) {
      throw new HarnessException(
          "the loss plugin " + plugin.name() + " creates no loss for '" + type + "': null");
    }
    return loss;
  }
}
