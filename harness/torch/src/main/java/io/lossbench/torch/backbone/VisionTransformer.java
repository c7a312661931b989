package io.lossbench.torch.backbone;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import io.lossbench.torch.script.TokenLayers;
import java.util.List;
import java.util.Optional;

/**
 * The vision transformer of patches of 16 pixels (Dosovitskiy et al., ICLR 2021) as timm builds it.
 * It sums an image up in its class token, or as the mean over its patches, whose own norm {@code
 * fc_norm} then stands for {@code norm}. It has one feature map, of stride 16.
 */
final class VisionTransformer implements Backbone {
  private static final double EPS = 1e-6;
  private static final int PATCH = 16;
  private static final int BLOCKS = 12;

  private final int width;
  private final int heads;
  private final int side;
  private final Pooling pooling;
  private final DropRates dropRates;

  private enum Pooling {
    CLASS_TOKEN,
    MEAN
  }

  /**
   * @param width channels of a token
   * @param settings may have {@code image-size} (by default 224), {@code pooling} and {@code
   *     drop-path}
   */
  VisionTransformer(int width, int heads, Settings settings) {
    this.width = width;
    this.heads = heads;
    this.side = (settings.has("image-size") ? settings.integer("image-size") : 224) / PATCH;
    this.pooling =
        settings.has("pooling") ? settings.choice("pooling", Pooling.class) : Pooling.CLASS_TOKEN;
    this.dropRates = DropRates.rising(settings, BLOCKS);
  }

  @Override
  public int patch() {
    return PATCH;
  }

  @Override
  public Features features(NetworkBuilder layers) {
    TokenLayers tokens = new TokenLayers(layers);
    Value h = tokens.patches("patch_embed.proj", layers.input(), width, PATCH, Init.LINEAR);
    h = tokens.withClassToken("cls_token", tokens.tokens(h));
    h = tokens.positions("pos_embed", h, side, PATCH);
    for (int i = 0; i < BLOCKS; i++) {
      layers.block();
      String name = "blocks." + i;
      Value branch = tokens.layerNorm(name + ".norm1", h, EPS);
      h = tokens.residual(h, tokens.attention(name + ".attn", branch, heads), dropRates.of(i), 3);
      branch = tokens.layerNorm(name + ".norm2", h, EPS);
      h = tokens.residual(h, tokens.mlp(name + ".mlp", branch, 4 * width), dropRates.of(i), 3);
    }
    if (pooling == Pooling.MEAN) {
      return Features.of(new Features.Level(PATCH, tokens.map(h, PATCH)));
    }
    layers.top();
    h = tokens.layerNorm("norm", h, EPS);
    return new Features(
        List.of(new Features.Level(PATCH, tokens.map(h, PATCH))),
        Optional.of(tokens.firstToken(h)));
  }

  @Override
  public Value pooled(NetworkBuilder layers, Features features) {
    return features
        .token()
        .orElseGet(
            () ->
                new TokenLayers(layers)
                    .layerNorm("fc_norm", layers.globalAveragePool(features.last()), EPS));
  }

  @Override
  public Value classifier(NetworkBuilder layers, Features features, int classes) {
    return new TokenLayers(layers).classifier("head", pooled(layers, features), classes);
  }
}
