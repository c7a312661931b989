package io.lossbench.torch.backbone;

import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;

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
  private final int[][] stages;

  /**
   * @param stem channels of the first convolution
   * @param firstOut channels after the first block, which does not expand
   * @param stages expansion, output channels, blocks, stride and kernel of each further stage
   */
  private InvertedResidualNet(int stem, int firstOut, int[][] stages) {
    this.stem = stem;
    this.firstOut = firstOut;
    this.stages = stages;
  }

  /** MobileNetV2 of width 0.35. */
  static InvertedResidualNet mobileNetV2() {
    return new InvertedResidualNet(
        16,
        8,
        new int[][] {
          {6, 8, 2, 2, 3},
          {6, 16, 3, 2, 3},
          {6, 24, 4, 2, 3},
          {6, 32, 3, 1, 3},
          {6, 56, 3, 2, 3},
          {6, 112, 1, 1, 3}
        });
  }

  static InvertedResidualNet efficientNetLite0() {
    return new InvertedResidualNet(
        32,
        16,
        new int[][] {
          {6, 24, 2, 2, 3},
          {6, 40, 2, 2, 5},
          {6, 80, 3, 2, 3},
          {6, 112, 3, 1, 5},
          {6, 192, 4, 2, 5},
          {6, 320, 1, 1, 3}
        });
  }

  @Override
  public Value describe(NetworkBuilder layers, int classes) {
    Value h = layers.convolutionSame("conv_stem", layers.input(), stem, 3, 2, false);
    h = layers.relu6(layers.batchNorm("bn1", h, EPS));
    h = layers.convolutionSame("blocks.0.0.conv_dw", h, stem, 3, 1, true);
    h = layers.relu6(layers.batchNorm("blocks.0.0.bn1", h, EPS));
    h = layers.convolutionSame("blocks.0.0.conv_pw", h, firstOut, 1, 1, false);
    h = layers.batchNorm("blocks.0.0.bn2", h, EPS);
    for (int stage = 0; stage < stages.length; stage++) {
      int[] s = stages[stage];
      for (int block = 0; block < s[2]; block++) {
        String name = "blocks." + (stage + 1) + "." + block;
        h = inverted(layers, name, h, s[0], s[1], block == 0 ? s[3] : 1, s[4]);
      }
    }
    h = layers.convolutionSame("conv_head", h, FEATURES, 1, 1, false);
    h = layers.relu6(layers.batchNorm("bn2", h, EPS));
    return layers.linear("classifier", layers.globalAveragePool(h), classes);
  }

  private static Value inverted(
      NetworkBuilder layers, String name, Value x, int expansion, int out, int stride, int kernel) {
    int inner = expansion * x.channels();
    Value h = layers.convolutionSame(name + ".conv_pw", x, inner, 1, 1, false);
    h = layers.relu6(layers.batchNorm(name + ".bn1", h, EPS));
    h = layers.convolutionSame(name + ".conv_dw", h, inner, kernel, stride, true);
    h = layers.relu6(layers.batchNorm(name + ".bn2", h, EPS));
    h = layers.convolutionSame(name + ".conv_pwl", h, out, 1, 1, false);
    h = layers.batchNorm(name + ".bn3", h, EPS);
    return stride == 1 && x.channels() == out ? layers.add(h, x) : h;
  }
}
