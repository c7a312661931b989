package io.lossbench.torch.script;

import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder.Value;

/**
 * The layers of transformers, and of convolutional networks in their manner, on top of a {@link
 * NetworkBuilder}. Tokens are N x T x C, maps N x C x H x W or, channels last, N x H x W x C;
 * layers that work on channels take the last axis. In bfloat16 mode the sums of residual blocks and
 * normalisation stay float32. Not thread-safe.
 */
public final class TokenLayers {
  private final NetworkBuilder layers;

  public TokenLayers(NetworkBuilder layers) {
    this.layers = layers;
  }

  /** A square kernel of a convolution. */
  private record Kernel(int size, int stride, int padding, int groups) {}

  private Value convolution(String name, Value x, int out, Kernel kernel, Init init) {
    int size = kernel.size();
    int[] shape = {out, x.channels() / kernel.groups(), size, size};
    int fan = shape[1] * size * size;
    String weight = layers.parameter(name + ".weight", shape, init, fan);
    Init bias = init == Init.LINEAR ? init : Init.ZERO;
    return layers.define(
        out,
        "torch.conv2d(%1$s, %2$s, %3$s, [%4$d, %4$d], [%5$d, %5$d], [1, 1], %6$d)",
        layers.cast(x.variable()),
        layers.cast(weight),
        layers.cast(layers.parameter(name + ".bias", new int[] {out}, bias, fan)),
        kernel.stride(),
        kernel.padding(),
        kernel.groups());
  }

  /**
   * Patches of {@code size} x {@code size} pixels to channels: N x C x H x W to N x out x H/size x
   * W/size. A border that is no whole patch is left out.
   *
   * @param init of the weights; the bias starts at zero, or for {@link Init#LINEAR} as torch's does
   */
  public Value patches(String name, Value x, int out, int size, Init init) {
    return convolution(name, x, out, new Kernel(size, size, 0, 1), init);
  }

  /** Convolution of a map with one filter per channel and a bias; the size stays. */
  public Value depthwise(String name, Value x, int kernel) {
    Kernel own = new Kernel(kernel, 1, kernel / 2, x.channels());
    return convolution(name, x, x.channels(), own, Init.SMALL_NORMAL);
  }

  /** N x C x H x W to N x H x W x C. */
  public Value channelsLast(Value x) {
    return layers.define(x.channels(), "torch.permute(%s, [0, 2, 3, 1])", x.variable());
  }

  /** N x H x W x C to N x C x H x W. */
  public Value channelsFirst(Value x) {
    return layers.define(x.channels(), "torch.permute(%s, [0, 3, 1, 2])", x.variable());
  }

  /** Normalisation over the channels, the last axis (Ba et al., 2016). */
  public Value layerNorm(String name, Value x, double eps) {
    int[] shape = {x.channels()};
    String scale = layers.parameter(name + ".weight", shape, Init.ONE, 0);
    return layers.define(
        x.channels(),
        "torch.layer_norm(%s, [%d], %s, %s, %s, False)",
        exact(x.variable()),
        x.channels(),
        scale,
        layers.parameter(name + ".bias", shape, Init.ZERO, 0),
        eps);
  }

  /** Linear layer over the channels with a bias. */
  public Value dense(String name, Value x, int out) {
    int[] shape = {out, x.channels()};
    String weight = layers.parameter(name + ".weight", shape, Init.SMALL_NORMAL, 0);
    String bias = layers.parameter(name + ".bias", new int[] {out}, Init.ZERO, 0);
    return layers.define(
        out,
        "torch.linear(%s, %s, %s)",
        layers.cast(x.variable()),
        layers.cast(weight),
        layers.cast(bias));
  }

  /** The same without a bias. */
  public Value denseWithoutBias(String name, Value x, int out) {
    int[] shape = {out, x.channels()};
    String weight = layers.parameter(name + ".weight", shape, Init.SMALL_NORMAL, 0);
    return layers.define(
        out, "torch.linear(%s, %s, None)", layers.cast(x.variable()), layers.cast(weight));
  }

  /** The last layer: N x C to N x classes. */
  public Value classifier(String name, Value x, int classes) {
    layers.head(name);
    return dense(name, x, classes);
  }

  /** Two linear layers, {@code fc1} and {@code fc2}, with an exact GELU between them. */
  public Value mlp(String name, Value x, int hidden) {
    Value inner = dense(name + ".fc1", x, hidden);
    Value active = layers.define(hidden, "torch.gelu(%s)", inner.variable());
    return dense(name + ".fc2", active, x.channels());
  }

  /** Channels, the last axis, each times a number that starts at 1e-6 (Touvron et al., 2021). */
  public Value layerScale(String name, Value x) {
    String scale = layers.parameter(name, new int[] {x.channels()}, Init.TINY, 0);
    return layers.define(x.channels(), "torch.mul(%s, %s)", exact(x.variable()), scale);
  }

  /**
   * The sum of a shortcut and a branch, which in training an image goes without at a rate; where it
   * stays it is weighted by 1/(1 - rate) (stochastic depth, Huang et al., ECCV 2016).
   *
   * @param axes of both
   */
  public Value residual(Value shortcut, Value branch, double rate, int axes) {
    Value kept = branch;
    if (rate > 0) {
      kept =
          layers.define(
              branch.channels(),
              "(self).drop_path(%s, %d, [-1%s], %s, )",
              branch.variable(),
              layers.droppedBranch(rate),
              ", 1".repeat(axes - 1),
              layers.mode("branch"));
    }
    return layers.define(
        shortcut.channels(),
        "torch.add(%s, %s, alpha=1)",
        exact(shortcut.variable()),
        kept.variable());
  }

  /** N x C x H x W to N x (H W) x C. */
  public Value tokens(Value x) {
    return layers.define(
        x.channels(), "torch.transpose(torch.flatten(%s, 2, -1), 1, 2)", exact(x.variable()));
  }

  /** A token of its own in front of those of the image. */
  public Value withClassToken(String name, Value x) {
    int[] shape = {1, 1, x.channels()};
    return layers.define(
        x.channels(),
        "torch.cat([torch.expand(%s, [torch.size(%2$s, 0), -1, -1], implicit=False), %2$s], 1)",
        layers.parameter(name, shape, Init.TINY_NORMAL, 0),
        x.variable());
  }

  /**
   * The class token and those of {@code side} x {@code side} patches, each with an embedding of its
   * place added. An image of another size in evaluation takes them interpolated (bicubic with
   * antialiasing, as timm does with dynamic_img_size).
   *
   * @param patch side of a patch in pixels
   */
  public Value positions(String name, Value x, int side, int patch) {
    int places = side * side;
    String own =
        layers.parameter(name, new int[] {1, 1 + places, x.channels()}, Init.SMALL_NORMAL, 0);
    layers.grid(name, side);
    Value placed =
        layers.define(
            x.channels(),
            "(self).placed_at(%s, %d, torch.floordiv(torch.size(x, 2), %3$d), torch.floordiv(torch.size(x, 3), %3$d), )",
            own,
            side,
            patch);
    return layers.define(
        x.channels(), "torch.add(%s, %s, alpha=1)", x.variable(), placed.variable());
  }

  /**
   * Attention of all tokens to all, in heads: {@code qkv} and {@code proj} (Vaswani et al., 2017).
   */
  public Value attention(String name, Value x, int heads) {
    Value qkv = dense(name + ".qkv", x, 3 * x.channels());
    Value split =
        layers.define(
            x.channels(),
            "torch.permute(torch.reshape(%1$s, [torch.size(%1$s, 0), -1, 3, %2$d, %3$d]), [2, 0, 3, 1, 4])",
            qkv.variable(),
            heads,
            x.channels() / heads);
    Value mixed =
        layers.define(
            x.channels(),
            "torch.scaled_dot_product_attention(torch.select(%1$s, 0, 0), torch.select(%1$s, 0, 1), torch.select(%1$s, 0, 2), None, 0., False, scale=None, enable_gqa=False)",
            split.variable());
    Value joined =
        layers.define(
            x.channels(), "torch.flatten(torch.transpose(%s, 1, 2), 2, -1)", mixed.variable());
    return dense(name + ".proj", joined, x.channels());
  }

  /** The first token: N x T x C to N x C. */
  public Value firstToken(Value x) {
    return layers.define(x.channels(), "torch.select(%s, 1, 0)", x.variable());
  }

  /**
   * The tokens but the first as a map, N x C x H x W.
   *
   * @param patch side of a patch in pixels
   */
  public Value map(Value x, int patch) {
    return layers.define(
        x.channels(),
        "torch.permute(torch.reshape(torch.slice(%s, 1, 1, 9223372036854775807, 1), [torch.size(x, 0), torch.floordiv(torch.size(x, 2), %2$d), torch.floordiv(torch.size(x, 3), %2$d), %3$d]), [0, 3, 1, 2])",
        x.variable(),
        patch,
        x.channels());
  }

  /** Mean over height and width of a map whose channels are last: N x H x W x C to N x C. */
  public Value average(Value x) {
    return layers.define(x.channels(), "torch.mean(%s, [1, 2], False, dtype=None)", x.variable());
  }

  /**
   * Places of 2 x 2 become one, their channels behind each other column by column, normalised, and
   * half as many come out ({@code norm}, {@code reduction}); an odd side gets zeros (Swin).
   */
  public Value merged(String name, Value x, double eps) {
    int channels = 4 * x.channels();
    Value even =
        layers.define(
            x.channels(),
            "torch.constant_pad_nd(%1$s, [0, 0, 0, torch.remainder(torch.size(%1$s, 2), 2), 0, torch.remainder(torch.size(%1$s, 1), 2)], 0)",
            x.variable());
    Value joined =
        layers.define(
            channels,
            "torch.flatten(torch.permute(torch.reshape(%1$s, [-1, torch.floordiv(torch.size(%1$s, 1), 2), 2, torch.floordiv(torch.size(%1$s, 2), 2), 2, %2$d]), [0, 1, 3, 4, 2, 5]), 3, -1)",
            even.variable(),
            x.channels());
    Value normal = layerNorm(name + ".norm", joined, eps);
    return denseWithoutBias(name + ".reduction", normal, channels / 2);
  }

  private String exact(String variable) {
    return layers.compute() == Dtype.FLOAT32
        ? variable
        : "torch.to(" + variable + ", " + Dtype.FLOAT32 + ")";
  }
}
