package io.lossbench.torch.backbone;

import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The residual network for 32-pixel images (He et al., CVPR 2016, section 4.2): 6n+2 layers of 16,
 * 32 and 64 channels, parameter-free shortcuts (option A).
 */
final class SmallResNet implements Backbone {
  private final int blocks;

  /**
   * @param blocks n, residual blocks per stage
   */
  SmallResNet(int blocks) {
    this.blocks = blocks;
  }

  @Override
  public Features features(NetworkBuilder layers) {
    List<Features.Level> levels = new ArrayList<>();
    Value h =
        layers.relu(
            layers.batchNorm("bn1", layers.convolution("conv1", layers.input(), 16, 3, 1, 1)));
    for (int stage = 0; stage < 3; stage++) {
      int planes = 16 << stage;
      for (int block = 0; block < blocks; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String name = "layer" + (stage + 1) + "." + block;
        layers.block();
        Value shortcut = stride == 1 ? h : layers.subsampleAndPad(h, planes);
        Value inner = layers.convolution(name + ".conv1", h, planes, 3, stride, 1);
        inner = layers.relu(layers.batchNorm(name + ".bn1", inner));
        inner = layers.convolution(name + ".conv2", inner, planes, 3, 1, 1);
        h = layers.relu(layers.add(layers.batchNorm(name + ".bn2", inner), shortcut));
      }
      levels.add(new Features.Level(1 << stage, h));
    }
    return new Features(levels);
  }
}
