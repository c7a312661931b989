package io.lossbench.torch.backbone;

import io.lossbench.core.suite.Precision;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;

/** A network architecture: features of images, and the classifier that it was published with. */
@FunctionalInterface
public interface Backbone {

  /** Describes the layers from the input to the features. */
  Features features(NetworkBuilder layers);

  /**
   * Describes the layers from the features to the logits, under the names that pretrained weights
   * have. By default they are the mean over the coarsest feature map and a linear layer {@code fc}.
   *
   * @param classes logits per image
   */
  default Value classifier(NetworkBuilder layers, Features features, int classes) {
    return layers.linear("fc", layers.globalAveragePool(features.last()), classes);
  }

  /** The classifier of this architecture. */
  default Network network(int classes, Precision precision) {
    NetworkBuilder layers =
        new NetworkBuilder(precision == Precision.BF16 ? Dtype.BFLOAT16 : Dtype.FLOAT32);
    return layers.build(classifier(layers, features(layers), classes));
  }
}
