package io.lossbench.torch.backbone;

import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * ResNet (He et al., CVPR 2016) as timm builds it: stride in the 3x3 convolution of a bottleneck,
 * the last batch norm of a block starting at zero.
 */
final class ResNet implements Backbone {
  private final int[] depths;
  private final boolean bottleneck;

  private ResNet(int[] depths, boolean bottleneck) {
    this.depths = depths;
    this.bottleneck = bottleneck;
  }

  static ResNet basic(int... depths) {
    return new ResNet(depths, false);
  }

  static ResNet bottleneck(int... depths) {
    return new ResNet(depths, true);
  }

  @Override
  public Features features(NetworkBuilder layers) {
    List<Features.Level> levels = new ArrayList<>();
    Value h = layers.convolution("conv1", layers.input(), 64, 7, 2, 3);
    h = layers.relu(layers.batchNorm("bn1", h));
    h = layers.maxPool(h, 3, 2, 1);
    for (int stage = 0; stage < depths.length; stage++) {
      for (int block = 0; block < depths[stage]; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String name = "layer" + (stage + 1) + "." + block;
        layers.block();
        h =
            bottleneck
                ? bottleneck(layers, name, h, 64 << stage, stride)
                : basic(layers, name, h, 64 << stage, stride);
      }
      levels.add(new Features.Level(4 << stage, h));
    }
    return new Features(levels);
  }

  private static Value basic(NetworkBuilder layers, String name, Value x, int planes, int stride) {
    Value shortcut = shortcut(layers, name, x, planes, stride);
    Value h = layers.convolution(name + ".conv1", x, planes, 3, stride, 1);
    h = layers.relu(layers.batchNorm(name + ".bn1", h));
    h = layers.convolution(name + ".conv2", h, planes, 3, 1, 1);
    h = layers.batchNorm(name + ".bn2", h, Init.ZERO);
    return layers.relu(layers.add(h, shortcut));
  }

  private static Value bottleneck(
      NetworkBuilder layers, String name, Value x, int planes, int stride) {
    Value shortcut = shortcut(layers, name, x, 4 * planes, stride);
    Value h = layers.convolution(name + ".conv1", x, planes, 1, 1, 0);
    h = layers.relu(layers.batchNorm(name + ".bn1", h));
    h = layers.convolution(name + ".conv2", h, planes, 3, stride, 1);
    h = layers.relu(layers.batchNorm(name + ".bn2", h));
    h = layers.convolution(name + ".conv3", h, 4 * planes, 1, 1, 0);
    h = layers.batchNorm(name + ".bn3", h, Init.ZERO);
    return layers.relu(layers.add(h, shortcut));
  }

  private static Value shortcut(NetworkBuilder layers, String name, Value x, int out, int stride) {
    if (stride == 1 && x.channels() == out) {
      return x;
    }
    Value h = layers.convolution(name + ".downsample.0", x, out, 1, stride, 0);
    return layers.batchNorm(name + ".downsample.1", h);
  }
}
