package io.lossbench.torch.script;

import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a network that looks at maps of several resolutions with the same weights, as parts
 * of a network under construction. Not thread-safe.
 */
public final class PyramidLayers {
  private final NetworkBuilder layers;

  /**
   * @param layers the network that they become part of
   */
  public PyramidLayers(NetworkBuilder layers) {
    this.layers = layers;
  }

  /**
   * Convolution with a bias and an odd square kernel, padded so that stride 1 keeps the size.
   *
   * @param weight how the kernel starts
   * @param bias how the bias starts
   */
  public Value biasedConvolution(
      String name, Value x, Window window, int out, Init weight, Init bias) {
    int size = window.size();
    int fanIn = x.channels() * size * size;
    String kernel =
        layers.parameter(
            name + ".weight", new int[] {out, x.channels(), size, size}, weight, fanIn);
    String shift = layers.parameter(name + ".bias", new int[] {out}, bias, fanIn);
    return layers.define(
        out,
        "torch.conv2d(%1$s, %2$s, %3$s, [%4$d, %4$d], [%5$d, %5$d], [1, 1], 1)",
        layers.cast(x.variable()),
        layers.cast(kernel),
        layers.cast(shift),
        window.stride(),
        size / 2);
  }

  /** What a convolution sees at a time, and how far it moves from one time to the next. */
  public record Window(int size, int stride) {}

  /**
   * Group normalisation with eps 1e-5, in float32 as autocast has it (Wu and He, ECCV 2018): each
   * image's channels in groups of {@code channels / groups}.
   */
  public Value groupNorm(String name, Value x, int groups) {
    int[] shape = {x.channels()};
    String scale = layers.parameter(name + ".weight", shape, Init.ONE, 0);
    String shift = layers.parameter(name + ".bias", shape, Init.ZERO, 0);
    return layers.define(
        x.channels(),
        "torch.group_norm(%s, %d, %s, %s, 1e-05, True)",
        inFloat32(x.variable()),
        groups,
        scale,
        shift);
  }

  /** A learned factor, one for all values, which starts at 1. */
  public Value scaled(String name, Value x) {
    String factor = layers.parameter(name, new int[] {1}, Init.ONE, 0);
    return layers.define(x.channels(), "torch.mul(%s, %s)", inFloat32(x.variable()), factor);
  }

  /** The exponential of each value, in float32. */
  public Value exp(Value x) {
    return layers.define(x.channels(), "torch.exp(%s)", inFloat32(x.variable()));
  }

  /** max(x, 0) of values that are read again as they were. */
  public Value reluOf(Value x) {
    return layers.define(x.channels(), "torch.relu(%s)", x.variable());
  }

  /** The nearest values of {@code x} in the size of {@code like}, added to it. */
  public Value addUpsampled(Value like, Value x) {
    return layers.define(
        like.channels(),
        "torch.add(%1$s, torch.upsample_nearest2d(%2$s, [torch.size(%1$s, 2), torch.size(%1$s, 3)], None, None))",
        like.variable(),
        x.variable());
  }

  /**
   * Maps as a row per image, float32: map by map, place by place from the upper left along the
   * rows, channel by channel.
   */
  public Value rows(List<Value> maps) {
    List<String> rows = new ArrayList<>();
    for (Value map : maps) {
      rows.add(
          "torch.flatten(torch.permute(" + inFloat32(map.variable()) + ", [0, 2, 3, 1]), 1, -1)");
    }
    return layers.define(maps.get(0).channels(), "torch.cat([%s], 1)", String.join(", ", rows));
  }

  /** Rows put side by side. */
  public Value besides(List<Value> rows) {
    String all = String.join(", ", rows.stream().map(Value::variable).toList());
    return layers.define(rows.get(0).channels(), "torch.cat([%s], 1)", all);
  }

  private String inFloat32(String variable) {
    return layers.compute() == Dtype.FLOAT32
        ? variable
        : "torch.to(" + variable + ", " + Dtype.FLOAT32 + ")";
  }
}
