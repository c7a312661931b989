package io.lossbench.torch.backbone;

import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;

/**
 * A backbone that ends in what its classifier's last layer sees.
 *
 * @param network from images to vectors; its head is that of the classifier, which it does not have
 * @param width numbers of a vector
 */
public record Embedding(Network network, int width) {

  /** The embedding of a backbone, in float32. */
  public static Embedding of(Backbone backbone) {
    NetworkBuilder classified = new NetworkBuilder(Dtype.FLOAT32);
    backbone.classifier(classified, backbone.features(classified), 1);
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    Value pooled = backbone.pooled(layers, backbone.features(layers));
    // Weights may hold the classifier too, by the name that they have it under.
    layers.head(classified.head());
    return new Embedding(layers.build(pooled), pooled.channels());
  }
}
