package io.lossbench.torch.backbone;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import io.lossbench.torch.script.TokenLayers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * ConvNeXt (Liu et al., CVPR 2022) as timm builds it: patches of 4 pixels, blocks of a depthwise
 * 7x7 convolution and two linear layers over channels, scaled by 1e-6 at first.
 */
final class ConvNeXt implements Backbone {
  private static final double EPS = 1e-6;

  private final int width;
  private final int[] depths;
  private final DropRates dropRates;

  private ConvNeXt(int width, Settings settings, int... depths) {
    this.width = width;
    this.depths = depths;
    this.dropRates = DropRates.rising(settings, Arrays.stream(depths).sum());
  }

  /**
   * @param width channels of the first stage, which double with each one
   * @param settings may have {@code drop-path}
   * @param depths blocks of the four stages
   */
  static ConvNeXt of(int width, Settings settings, int... depths) {
    return new ConvNeXt(width, settings, depths);
  }

  @Override
  public Features features(NetworkBuilder layers) {
    TokenLayers tokens = new TokenLayers(layers);
    List<Features.Level> levels = new ArrayList<>();
    Value h = tokens.patches("stem.0", layers.input(), width, 4, Init.SMALL_NORMAL);
    h = normalized(tokens, "stem.1", h);
    int done = 0;
    for (int stage = 0; stage < depths.length; stage++) {
      String name = "stages." + stage;
      for (int block = 0; block < depths[stage]; block++) {
        layers.block();
        if (stage > 0 && block == 0) {
          h = normalized(tokens, name + ".downsample.0", h);
          h = tokens.patches(name + ".downsample.1", h, width << stage, 2, Init.SMALL_NORMAL);
        }
        h = block(tokens, name + ".blocks." + block, h, dropRates.of(done++));
      }
      levels.add(new Features.Level(4 << stage, h));
    }
    return new Features(levels);
  }

  @Override
  public Value pooled(NetworkBuilder layers, Features features) {
    Value mean = layers.globalAveragePool(features.last());
    return new TokenLayers(layers).layerNorm("head.norm", mean, EPS);
  }

  @Override
  public Value classifier(NetworkBuilder layers, Features features, int classes) {
    return new TokenLayers(layers).classifier("head.fc", pooled(layers, features), classes);
  }

  private static Value block(TokenLayers tokens, String name, Value x, double dropRate) {
    Value h = tokens.channelsLast(tokens.depthwise(name + ".conv_dw", x, 7));
    h = tokens.layerNorm(name + ".norm", h, EPS);
    h = tokens.mlp(name + ".mlp", h, 4 * x.channels());
    h = tokens.channelsFirst(tokens.layerScale(name + ".gamma", h));
    return tokens.residual(x, h, dropRate, 4);
  }

  private static Value normalized(TokenLayers tokens, String name, Value x) {
    return tokens.channelsFirst(tokens.layerNorm(name, tokens.channelsLast(x), EPS));
  }
}
