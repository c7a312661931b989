package io.lossbench.torch.backbone;

import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.List;
import java.util.TreeMap;

/**
 * Networks of inverted residual blocks (Sandler et al., CVPR 2018) with timm's parameter names and
 * TensorFlow's SAME padding, whose weights they take: MobileNetV2, and EfficientNet-Lite (Tan and
 * Le, ICML 2019, without squeeze-excite, ReLU6 for swish).
 */
final class InvertedResidualNet implements Backbone {
  private static final double EPS = 1e-3;
  private static final int FEATURES = 1280;

  private final int stem;
  private final int firstOut;
  private final List<Stage> stages;

  /**
   * Blocks of one width.
   *
   * @param expansion channels inside a block per channel that enters it
   * @param stride of the first block
   */
  private record Stage(int expansion, int out, int blocks, int stride, int kernel) {}

  /**
   * @param stem channels of the first convolution
   * @param firstOut channels after the first block, which does not expand
   * @param stages the further ones
   */
  private InvertedResidualNet(int stem, int firstOut, Stage... stages) {
    this.stem = stem;
    this.firstOut = firstOut;
    this.stages = List.of(stages);
  }

  /** MobileNetV2 of width 0.35. */
  static InvertedResidualNet mobileNetV2() {
    return new InvertedResidualNet(
        16,
        8,
        new Stage(6, 8, 2, 2, 3),
        new Stage(6, 16, 3, 2, 3),
        new Stage(6, 24, 4, 2, 3),
        new Stage(6, 32, 3, 1, 3),
        new Stage(6, 56, 3, 2, 3),
        new Stage(6, 112, 1, 1, 3));
  }

  static InvertedResidualNet efficientNetLite0() {
    return new InvertedResidualNet(
        32,
        16,
        new Stage(6, 24, 2, 2, 3),
        new Stage(6, 40, 2, 2, 5),
        new Stage(6, 80, 3, 2, 3),
        new Stage(6, 112, 3, 1, 5),
        new Stage(6, 192, 4, 2, 5),
        new Stage(6, 320, 1, 1, 3));
  }

  @Override
  public Features features(NetworkBuilder layers) {
    TreeMap<Integer, Value> byStride = new TreeMap<>();
    int reached = 2;
    Value h = layers.convolutionSame("conv_stem", layers.input(), stem, 3, 2);
    h = layers.relu6(layers.batchNorm("bn1", h, EPS));
    layers.block();
    h = layers.depthwiseSame("blocks.0.0.conv_dw", h, 3, 1);
    h = layers.relu6(layers.batchNorm("blocks.0.0.bn1", h, EPS));
    h = layers.convolutionSame("blocks.0.0.conv_pw", h, firstOut, 1, 1);
    h = layers.batchNorm("blocks.0.0.bn2", h, EPS);
    byStride.put(reached, h);
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      reached *= stage.stride();
      for (int block = 0; block < stage.blocks(); block++) {
        String name = "blocks." + (i + 1) + "." + block;
        layers.block();
        h = inverted(layers, name, h, stage, block == 0 ? stage.stride() : 1);
      }
      byStride.put(reached, h);
    }
    return new Features(
        byStride.entrySet().stream()
            .map(level -> new Features.Level(level.getKey(), level.getValue()))
            .toList());
  }

  @Override
  public Value lastMap(NetworkBuilder layers, Features features) {
    Value h = layers.convolutionSame("conv_head", features.last(), FEATURES, 1, 1);
    return layers.relu6(layers.batchNorm("bn2", h, EPS));
  }

  @Override
  public Value classifier(NetworkBuilder layers, Features features, int classes) {
    return layers.linear("classifier", pooled(layers, features), classes);
  }

  private static Value inverted(
      NetworkBuilder layers, String name, Value x, Stage stage, int stride) {
    int inner = stage.expansion() * x.channels();
    Value h = layers.convolutionSame(name + ".conv_pw", x, inner, 1, 1);
    h = layers.relu6(layers.batchNorm(name + ".bn1", h, EPS));
    h = layers.depthwiseSame(name + ".conv_dw", h, stage.kernel(), stride);
    h = layers.relu6(layers.batchNorm(name + ".bn2", h, EPS));
    h = layers.convolutionSame(name + ".conv_pwl", h, stage.out(), 1, 1);
    h = layers.batchNorm(name + ".bn3", h, EPS);
    return stride == 1 && x.channels() == stage.out() ? layers.add(h, x) : h;
  }
}
