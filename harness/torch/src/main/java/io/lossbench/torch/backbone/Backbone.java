package io.lossbench.torch.backbone;

import io.lossbench.core.suite.Precision;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;

/** A network architecture. */
@FunctionalInterface
public interface Backbone {

  /**
   * Describes the network from its input to the logits.
   *
   * @param classes logits per image
   */
  NetworkBuilder.Value describe(NetworkBuilder layers, int classes);

  /** The network of this architecture. */
  default Network network(int classes, Precision precision) {
    NetworkBuilder layers =
        new NetworkBuilder(precision == Precision.BF16 ? Dtype.BFLOAT16 : Dtype.FLOAT32);
    return layers.build(describe(layers, classes));
  }
}
