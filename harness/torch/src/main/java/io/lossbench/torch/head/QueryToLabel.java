package io.lossbench.torch.head;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.DecoderLayers;
import io.lossbench.torch.script.DecoderLayers.Attended;
import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;

/**
 * The transformer of Query2Label (Liu et al., 2021): encoder layers over the places of the last
 * feature map, then decoder layers without self-attention in which each class asks them through a
 * query of its own, and a vector for each class. Names and layouts are those of {@code
 * lib/models/query2label.py} and {@code transformer.py} in SlongLiu/query2labels.
 *
 * @param hidden channels that the map is projected to; 0 for its own and no projection
 * @param heads of attention
 * @param depth encoder and decoder layers
 * @param feedForward features between the two linear layers of each
 * @param dropout rate of every dropout
 */
record QueryToLabel(int hidden, int heads, Depth depth, int feedForward, double dropout)
    implements Classifier {

  /** Layers of the encoder, which may be none, and of the decoder. */
  record Depth(int encoder, int decoder) {}

  static QueryToLabel of(Settings settings) {
    return new QueryToLabel(
        settings.has("hidden") ? settings.integer("hidden") : 0,
        settings.integer("heads"),
        new Depth(settings.integer("encoder-layers"), settings.integer("decoder-layers")),
        settings.integer("feed-forward"),
        settings.number("dropout"));
  }

  @Override
  public Value logits(NetworkBuilder layers, Source source, int classes) {
    DecoderLayers own = new DecoderLayers(layers, dropout);
    Value map = source.map(layers);
    if (hidden > 0) {
      map = own.projection(NAME + ".input_proj", map, hidden);
    }
    requireDivisible(map.channels());
    Value positions = own.positions(map, map.channels());
    Value memory = own.sequence(map);
    for (int i = 0; i < depth.encoder(); i++) {
      memory = encoded(own, NAME + ".transformer.encoder.layers." + i + ".", memory, positions);
    }
    Value queries = own.learnedQueries(NAME + ".query_embed", memory, classes, map.channels());
    Value keys = own.sum(memory, positions);
    Value h = queries;
    for (int i = 0; i < depth.decoder(); i++) {
      String layer = NAME + ".transformer.decoder.layers." + i + ".";
      // The first layer starts from zeros: what it asks are the queries alone.
      Value asked = i == 0 ? queries : own.sum(h, queries);
      Value answer =
          own.attention(
              layer + "multihead_attn",
              new Attended(asked, keys, memory),
              heads,
              Init.XAVIER_UNIFORM);
      Value told = own.dropout(answer);
      h = own.norm(layer + "norm2", i == 0 ? told : own.sum(h, told));
      h = own.residual(h, own.feedForward(layer, h, feedForward, Init.XAVIER_UNIFORM));
      h = own.norm(layer + "norm3", h);
    }
    h = own.norm(NAME + ".transformer.decoder.norm", h);
    Value logits = own.classwiseLinear(NAME + ".fc", h, classes);
    layers.head(NAME);
    return logits;
  }

  private Value encoded(DecoderLayers own, String layer, Value x, Value positions) {
    Value placed = own.sum(x, positions);
    Attended attended = new Attended(placed, placed, x);
    Value h =
        own.residual(x, own.attention(layer + "self_attn", attended, heads, Init.XAVIER_UNIFORM));
    h = own.norm(layer + "norm1", h);
    h = own.residual(h, own.feedForward(layer, h, feedForward, Init.XAVIER_UNIFORM));
    return own.norm(layer + "norm2", h);
  }

  private void requireDivisible(int channels) {
    if (channels % heads != 0 || channels % 4 != 0) {
      throw new HarnessException(
          "the head query2label cannot divide "
              + channels
              + " channels among "
              + heads
              + " heads, and into sines and cosines of rows and columns; set its hidden to a"
              + " multiple of 4 and of heads");
    }
  }
}
