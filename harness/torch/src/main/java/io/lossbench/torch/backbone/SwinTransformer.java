package io.lossbench.torch.backbone;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import io.lossbench.torch.script.TokenLayers;
import io.lossbench.torch.script.WindowAttention;
import io.lossbench.torch.script.WindowAttention.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * The tiny Swin transformer (Liu et al., ICCV 2021) as timm builds it: patches of 4 pixels, windows
 * of 7 x 7, every second one shifted. Feature maps have strides 4, 8, 16 and 32; those at the
 * border are rounded up.
 */
final class SwinTransformer implements Backbone {
  private static final double EPS = 1e-5;
  private static final int PATCH = 4;
  private static final int WINDOW = 7;
  private static final int WIDTH = 96;
  private static final int HEADS = 3;
  private static final int[] DEPTHS = {2, 2, 6, 2};

  private final int size;
  private final DropRates dropRates;

  /**
   * @param settings may have {@code image-size} (by default 224) and {@code drop-path}
   */
  SwinTransformer(Settings settings) {
    this.size = settings.has("image-size") ? settings.integer("image-size") : 224;
    this.dropRates = DropRates.rising(settings, 12);
  }

  @Override
  public int patch() {
    return PATCH;
  }

  @Override
  public Features features(NetworkBuilder layers) {
    TokenLayers tokens = new TokenLayers(layers);
    List<Features.Level> levels = new ArrayList<>();
    Value h = tokens.patches("patch_embed.proj", layers.input(), WIDTH, PATCH, Init.LINEAR);
    h = tokens.layerNorm("patch_embed.norm", tokens.channelsLast(h), EPS);
    int side = size / PATCH;
    int done = 0;
    for (int stage = 0; stage < DEPTHS.length; stage++) {
      String name = "layers." + stage;
      side = stage > 0 ? (side + 1) / 2 : side;
      WindowAttention attention = new WindowAttention(layers, HEADS << stage, WINDOW, side);
      for (int i = 0; i < DEPTHS[stage]; i++) {
        layers.block();
        if (stage > 0 && i == 0) {
          h = tokens.merged(name + ".downsample", h, EPS);
        }
        String block = name + ".blocks." + i;
        Position position = i % 2 == 0 ? Position.REGULAR : Position.SHIFTED;
        double rate = dropRates.of(done++);
        Value branch = tokens.layerNorm(block + ".norm1", h, EPS);
        h = tokens.residual(h, attention.of(block + ".attn", branch, position), rate, 4);
        branch = tokens.layerNorm(block + ".norm2", h, EPS);
        h = tokens.residual(h, tokens.mlp(block + ".mlp", branch, 4 * h.channels()), rate, 4);
      }
      levels.add(new Features.Level(PATCH << stage, tokens.channelsFirst(h)));
    }
    return new Features(levels);
  }

  @Override
  public Value pooled(NetworkBuilder layers, Features features) {
    TokenLayers tokens = new TokenLayers(layers);
    return tokens.average(tokens.layerNorm("norm", tokens.channelsLast(features.last()), EPS));
  }

  @Override
  public Value classifier(NetworkBuilder layers, Features features, int classes) {
    return new TokenLayers(layers).classifier("head.fc", pooled(layers, features), classes);
  }
}
