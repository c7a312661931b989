package io.lossbench.torch.backbone;

import io.lossbench.core.HarnessException;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A backbone that a plugin brings: what its code throws is told as its own fault.
 *
 * @param plugin class and jar
 */
record PluginBackbone(Backbone backbone, String plugin) implements Backbone {
  @Override
  public Features features(NetworkBuilder layers) {
    return guarded(() -> backbone.features(layers));
  }

  @Override
  public Value lastMap(NetworkBuilder layers, Features features) {
    return guarded(() -> backbone.lastMap(layers, features));
  }

  @Override
  public Value pooled(NetworkBuilder layers, Features features) {
    return guarded(() -> backbone.pooled(layers, features));
  }

  @Override
  public Value classifier(NetworkBuilder layers, Features features, int classes) {
    return guarded(() -> backbone.classifier(layers, features, classes));
  }

  @Override
  public int patch() {
    return guarded(backbone::patch);
  }

  @Override
  public Backbone onVectors(int width) {
    return new PluginBackbone(guarded(() -> backbone.onVectors(width)), plugin);
  }

  private <T> T guarded(Supplier<T> code) {
    try {
      return Objects.requireNonNull(code.get(), "null");
    } catch (RuntimeException | Error e) {
      throw new HarnessException("the backbone plugin " + plugin + " describes no network", e);
    }
  }
}
