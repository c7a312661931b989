package io.lossbench.torch.backbone;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Precision;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;

/**
 * A network architecture: features of images or vectors, and the classifier that it was published
 * with.
 */
@FunctionalInterface
public interface Backbone {

  /**
   * Describes the layers from the input to the features. Where a residual block or a layer of a
   * transformer begins, it says so ({@link NetworkBuilder#block}): rates by depth and freezing go
   * by these groups.
   */
  Features features(NetworkBuilder layers);

  /**
   * Describes the layers from the features to the last map, N x C x H x W, which a head sees that
   * looks at the places of an image. By default it is the coarsest feature map.
   */
  default Value lastMap(NetworkBuilder layers, Features features) {
    return features.last();
  }

  /**
   * Describes the layers from the features to what the classifier's last layer sees: N x C, the
   * image as one vector. By default it is the mean over the last map.
   */
  default Value pooled(NetworkBuilder layers, Features features) {
    return layers.globalAveragePool(lastMap(layers, features));
  }

  /**
   * Describes the layers from the features to the logits, under the names that pretrained weights
   * have. By default they are {@link #pooled} and a linear layer {@code fc}.
   *
   * @param classes logits per image
   */
  default Value classifier(NetworkBuilder layers, Features features, int classes) {
    return layers.linear("fc", pooled(layers, features), classes);
  }

  /** What the sides of images are multiples of: a patch that the network cannot divide. */
  default int patch() {
    return 1;
  }

  /**
   * This backbone for a dataset of vectors, of which {@link NetworkBuilder#vector} is the input.
   * Those that take images, as most do, refuse.
   *
   * @param width numbers of a vector
   * @throws HarnessException if it takes images
   */
  default Backbone onVectors(int width) {
    throw new HarnessException(
        "the backbone takes images, and the dataset consists of vectors; take {type: mlp}");
  }

  /** The classifier of this architecture. */
  default Network network(int classes, Precision precision) {
    NetworkBuilder layers =
        new NetworkBuilder(precision == Precision.BF16 ? Dtype.BFLOAT16 : Dtype.FLOAT32);
    Features features = features(layers);
    layers.top();
    return layers.build(classifier(layers, features, classes));
  }
}
