package io.lossbench.torch.backbone;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.List;

/**
 * A multilayer perceptron on vectors: linear layers with ReLU, each with batch normalisation of its
 * input if that is wanted. Its only feature map is the last layer; without layers it is the vector.
 *
 * @param hidden widths of the layers
 * @param input numbers of a vector; 0 while it is not known
 */
record Mlp(List<Integer> hidden, boolean batchNorm, int input) implements Backbone {

  static Mlp of(Settings settings) {
    return new Mlp(settings.integers("hidden"), settings.flag("batch-norm"), 0);
  }

  @Override
  public Backbone onVectors(int width) {
    return new Mlp(hidden, batchNorm, width);
  }

  @Override
  public Features features(NetworkBuilder layers) {
    if (input == 0) {
      throw new HarnessException(
          "the backbone 'mlp' takes vectors, and the dataset consists of images; take another one");
    }
    Value h = layers.vector(input);
    for (int i = 0; i < hidden.size(); i++) {
      layers.block();
      h = layers.relu(layers.linear("hidden." + i, normalized(layers, i, h), hidden.get(i)));
    }
    return Features.of(new Features.Level(1, h));
  }

  private Value normalized(NetworkBuilder layers, int layer, Value x) {
    return batchNorm ? layers.batchNorm("norm." + layer, x) : x;
  }

  @Override
  public Value lastMap(NetworkBuilder layers, Features features) {
    throw new HarnessException(
        "a head that looks at the places of an image has none in a vector; take the head linear or"
            + " mlp");
  }

  @Override
  public Value pooled(NetworkBuilder layers, Features features) {
    return normalized(layers, hidden.size(), features.last());
  }
}
