package io.lossbench.torch.head;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.DecoderLayers;
import io.lossbench.torch.script.DecoderLayers.Attended;
import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;

/**
 * ML-Decoder (Ridnik et al., WACV 2023): groups of classes ask the places of the last feature map
 * through queries that are not trained, in one decoder layer without self-attention, and a linear
 * layer for each group tells its classes apart. Names and layouts are those of MLDecoder in
 * Alibaba-MIIL/ML_Decoder, {@code src_files/ml_decoder/ml_decoder.py}, whose queries for words that
 * were not seen in training are not here.
 *
 * @param groups at most; no more than classes
 * @param embedding channels of queries and places
 * @param hidden features between the decoder's two linear layers
 * @param dropout rate of its dropout
 */
record MlDecoder(int groups, int embedding, int hidden, double dropout) implements Classifier {
  private static final int HEADS = 8;

  static MlDecoder of(Settings settings) {
    return new MlDecoder(
        settings.integer("groups"),
        settings.integer("embedding"),
        settings.integer("feed-forward"),
        settings.number("dropout"));
  }

  @Override
  public Value logits(NetworkBuilder layers, Source source, int classes) {
    String decoder = NAME + ".decoder.";
    String layer = decoder + "layers.0.";
    int queries = Math.min(groups, classes);
    DecoderLayers own = new DecoderLayers(layers, dropout);
    Value places =
        own.relu(
            own.dense(decoder + "embed_standart", own.sequence(source.map(layers)), embedding));
    Value h = own.fixedQueries(decoder + "query_embed", places, queries, embedding);
    // The authors' layer adds the queries to themselves where others have self-attention.
    h = own.norm(layer + "norm1", own.residual(h, h));
    Attended attended = new Attended(h, places, places);
    h = own.residual(h, own.attention(layer + "multihead_attn", attended, HEADS, Init.LINEAR));
    h = own.norm(layer + "norm2", h);
    h = own.residual(h, own.feedForward(layer, h, hidden, Init.LINEAR));
    h = own.norm(layer + "norm3", h);
    Value logits = own.groupLinear(decoder + "duplicate_pooling", h, queries, classes);
    layers.head(NAME);
    return logits;
  }
}
