package io.lossbench.torch.loss;

import io.lossbench.core.suite.Settings;

/**
 * A loss that users bring; found by {@link java.util.ServiceLoader} in any jar on the classpath or
 * in {@code plugins/}.
 */
public interface LossProvider {

  /**
   * Name, parameters with ranges and defaults, and documentation, in the language of {@code
   * definitions.yaml}: {@code NAME: {doc: ..., source: ..., keys: {...}}}. Parameters are
   * validated, completed and explained like those of the losses that come with lossbench.
   */
  String definition();

  /** The loss for validated settings; {@code settings.text("type")} is the name. */
  Loss create(Settings settings);
}
