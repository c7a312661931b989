package io.lossbench.torch.backbone;

import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;

/**
 * MobileNetV2 of width 0.35 (Sandler et al., CVPR 2018) with timm's parameter names for {@code
 * mobilenetv2_035} and TensorFlow's SAME padding; its ImageNet weights expect inputs in -1..1
 * ({@code normalize: half}).
 */
final class MobileNetV2 implements Backbone {
  private static final double EPS = 1e-3;

  /** Expansion, output channels, blocks, stride of each stage after the first. */
  private static final int[][] STAGES = {
    {6, 8, 2, 2}, {6, 16, 3, 2}, {6, 24, 4, 2}, {6, 32, 3, 1}, {6, 56, 3, 2}, {6, 112, 1, 1}
  };

  @Override
  public Value describe(NetworkBuilder layers, int classes) {
    Value h = layers.convolutionSame("conv_stem", layers.input(), 16, 3, 2, false);
    h = layers.relu6(layers.batchNorm("bn1", h, EPS));
    h = layers.convolutionSame("blocks.0.0.conv_dw", h, 16, 3, 1, true);
    h = layers.relu6(layers.batchNorm("blocks.0.0.bn1", h, EPS));
    h =
        layers.batchNorm(
            "blocks.0.0.bn2", layers.convolutionSame("blocks.0.0.conv_pw", h, 8, 1, 1, false), EPS);
    for (int stage = 0; stage < STAGES.length; stage++) {
      for (int block = 0; block < STAGES[stage][2]; block++) {
        int stride = block == 0 ? STAGES[stage][3] : 1;
        h =
            inverted(
                layers,
                "blocks." + (stage + 1) + "." + block,
                h,
                STAGES[stage][0],
                STAGES[stage][1],
                stride);
      }
    }
    h =
        layers.relu6(
            layers.batchNorm(
                "bn2", layers.convolutionSame("conv_head", h, 1280, 1, 1, false), EPS));
    return layers.linear("classifier", layers.globalAveragePool(h), classes);
  }

  private static Value inverted(
      NetworkBuilder layers, String name, Value x, int expansion, int out, int stride) {
    int inner = expansion * x.channels();
    Value h = layers.convolutionSame(name + ".conv_pw", x, inner, 1, 1, false);
    h = layers.relu6(layers.batchNorm(name + ".bn1", h, EPS));
    h = layers.convolutionSame(name + ".conv_dw", h, inner, 3, stride, true);
    h = layers.relu6(layers.batchNorm(name + ".bn2", h, EPS));
    h =
        layers.batchNorm(
            name + ".bn3", layers.convolutionSame(name + ".conv_pwl", h, out, 1, 1, false), EPS);
    return stride == 1 && x.channels() == out ? layers.add(h, x) : h;
  }
}
