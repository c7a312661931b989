package io.lossbench.torch.backbone;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.DownsamplingLayers;
import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * TResNet (Ridnik et al., WACV 2021), the paper's backbone, with timm's parameter names:
 * space-to-depth stem, batch norm with leaky ReLU for InPlace-ABN, blur-pool at stride 2,
 * squeeze-excite in all stages but the last, average-pooled shortcuts. Basic blocks in the first
 * two stages (V2: none), bottlenecks in the others.
 */
final class TResNet implements Backbone {
  private static final double SLOPE = 1e-3;
  private static final double STEM_SLOPE = 1e-2;

  private final int width;
  private final int basicStages;
  private final int bottleneckHead;
  private final int[] depths;

  private TResNet(int width, int basicStages, int bottleneckHead, int... depths) {
    this.width = width;
    this.basicStages = basicStages;
    this.bottleneckHead = bottleneckHead;
    this.depths = depths;
  }

  /**
   * Basic blocks in the first two stages.
   *
   * @param width channels of the stem and the first stage
   * @param settings may have {@code bottleneck-head}: features of a linear layer before the classes
   */
  static TResNet v1(int width, Settings settings, int... depths) {
    int head = settings.has("bottleneck-head") ? settings.integer("bottleneck-head") : 0;
    return new TResNet(width, 2, head, depths);
  }

  /** Bottlenecks in all stages. */
  static TResNet v2(int width, int... depths) {
    return new TResNet(width, 0, 0, depths);
  }

  @Override
  public Features features(NetworkBuilder layers) {
    List<Features.Level> levels = new ArrayList<>();
    Value h = new DownsamplingLayers(layers).spaceToDepth(layers.input(), 4);
    h = layers.leakyRelu(convolved(layers, "body.conv1", h, width, 3, Init.ONE), STEM_SLOPE);
    for (int stage = 0; stage < depths.length; stage++) {
      for (int block = 0; block < depths[stage]; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String name = "body.layer" + (stage + 1) + "." + block;
        layers.block();
        h =
            stage < basicStages
                ? basic(layers, name, h, width << stage, stride)
                : bottleneck(layers, name, h, width << stage, stride, stage < 3);
      }
      levels.add(new Features.Level(4 << stage, h));
    }
    return new Features(levels);
  }

  @Override
  public Value classifier(NetworkBuilder layers, Features features, int classes) {
    Value pooled = pooled(layers, features);
    if (bottleneckHead == 0) {
      return layers.linear("head.fc", pooled, classes);
    }
    // The ASL code's bottleneck_head, with its names; no activation between the two.
    Value embedding = layers.linear("head.fc.embedding_generator.0", pooled, bottleneckHead);
    Value logits = layers.linear("head.fc.FC", embedding, classes);
    layers.head("head.fc");
    return logits;
  }

  private static Value convolved(
      NetworkBuilder layers, String name, Value x, int out, int kernel, Init weight) {
    Value h = layers.convolution(name + ".conv", x, out, kernel, 1, kernel / 2);
    return layers.batchNorm(name + ".bn", h, weight);
  }

  private static Value activated(NetworkBuilder layers, String name, Value x, int out, int kernel) {
    return layers.leakyRelu(convolved(layers, name, x, out, kernel, Init.ONE), SLOPE);
  }

  private static Value basic(NetworkBuilder layers, String name, Value x, int planes, int stride) {
    Value shortcut = shortcut(layers, name, x, planes, stride);
    Value h = activated(layers, name + ".conv1", x, planes, 3);
    h = stride == 2 ? new DownsamplingLayers(layers).blurPool(h) : h;
    h = convolved(layers, name + ".conv2", h, planes, 3, Init.ZERO);
    h = layers.squeezeExcite(name + ".se", h, Math.max(planes / 4, 64));
    return layers.relu(layers.add(h, shortcut));
  }

  private static Value bottleneck(
      NetworkBuilder layers, String name, Value x, int planes, int stride, boolean squeezeExcite) {
    Value shortcut = shortcut(layers, name, x, 4 * planes, stride);
    Value h = activated(layers, name + ".conv1", x, planes, 1);
    h = activated(layers, name + ".conv2", h, planes, 3);
    h = stride == 2 ? new DownsamplingLayers(layers).blurPool(h) : h;
    h = squeezeExcite ? layers.squeezeExcite(name + ".se", h, Math.max(4 * planes / 8, 64)) : h;
    h = convolved(layers, name + ".conv3", h, 4 * planes, 1, Init.ZERO);
    return layers.relu(layers.add(h, shortcut));
  }

  private static Value shortcut(NetworkBuilder layers, String name, Value x, int out, int stride) {
    if (stride == 1 && x.channels() == out) {
      return x;
    }
    Value pooled = stride == 2 ? layers.averagePool(x) : x;
    // timm's names count the pooling: the convolution is the second member where there is one.
    return convolved(
        layers, name + ".downsample." + (stride == 2 ? 1 : 0), pooled, out, 1, Init.ONE);
  }
}
