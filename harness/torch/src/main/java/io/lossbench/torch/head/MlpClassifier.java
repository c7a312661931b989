package io.lossbench.torch.head;

import io.lossbench.torch.script.DecoderLayers;
import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;

/**
 * Two linear layers with ReLU and dropout between them, on the image as one vector.
 *
 * @param hidden features between the two
 * @param dropout rate at which they are zero in training
 */
record MlpClassifier(int hidden, double dropout) implements Classifier {
  @Override
  public Value logits(NetworkBuilder layers, Source source, int classes) {
    DecoderLayers own = new DecoderLayers(layers, dropout);
    Value inner = own.relu(own.dense(NAME + ".fc1", source.pooled(layers), hidden, Init.LINEAR));
    Value logits = own.dense(NAME + ".fc2", own.dropout(inner), classes, Init.LINEAR);
    layers.head(NAME);
    return logits;
  }
}
