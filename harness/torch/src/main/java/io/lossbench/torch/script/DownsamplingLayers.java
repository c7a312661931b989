package io.lossbench.torch.script;

import io.lossbench.torch.script.NetworkBuilder.Value;

/** TResNet's ways to fewer pixels, on top of a {@link NetworkBuilder}. Not thread-safe. */
public final class DownsamplingLayers {
  private final NetworkBuilder layers;

  public DownsamplingLayers(NetworkBuilder layers) {
    this.layers = layers;
  }

  /**
   * Blocks of {@code block} x {@code block} pixels become channels: N x C x H x W to N x (C block
   * block) x H/block x W/block, the position in the block varying slower than the channel, as in
   * TResNet's stem. The result is channels-last in memory, and so is all that follows.
   */
  public Value spaceToDepth(Value x, int block) {
    String rows = "torch.floordiv(torch.size(" + x.variable() + ", 2), " + block + ")";
    String columns = "torch.floordiv(torch.size(" + x.variable() + ", 3), " + block + ")";
    int out = x.channels() * block * block;
    return layers.define(
        out,
        "torch.permute(torch.reshape(torch.permute(torch.reshape(%s, [-1, %d, %s, %d, %s, %d]), [0, 2, 4, 3, 5, 1]), [-1, %s, %s, %d]), [0, 3, 1, 2])",
        x.variable(),
        x.channels(),
        rows,
        block,
        columns,
        block,
        rows,
        columns,
        out);
  }

  /**
   * Anti-aliased downsampling by 2: [1,2,1] x [1,2,1] / 16 after reflect padding (Zhang, ICML
   * 2019).
   */
  public Value blurPool(Value x) {
    Value padded = reflected(reflected(x, 2), 3);
    // Computed where it is needed: a constant would come from the processor each time, and a
    // graphics card would have to be waited for.
    Value taps =
        layers.define(
            3,
            "torch.rsub(torch.abs(torch.sub(torch.arange(3, dtype=%s, device=ops.prim.device(%s)), 1)), 2)",
            Dtype.FLOAT32,
            x.variable());
    Value kernel =
        layers.define(
            x.channels(),
            "torch.repeat(torch.div(torch.mul(torch.view(%1$s, [1, 1, 3, 1]), %1$s), 16.), [%2$d, 1, 1, 1])",
            taps.variable(),
            x.channels());
    return layers.define(
        x.channels(),
        "torch.conv2d(%s, %s, None, [2, 2], [0, 0], [1, 1], %d)",
        layers.cast(padded.variable()),
        layers.cast(kernel.variable()),
        x.channels());
  }

  /**
   * A pixel mirrored at both ends of an axis, as {@code reflection_pad2d} does it, whose backward
   * adds in no fixed order on a graphics card.
   */
  private Value reflected(Value x, int axis) {
    return layers.define(
        x.channels(),
        "torch.cat([torch.slice(%1$s, %2$d, 1, 2, 1), %1$s, torch.slice(%1$s, %2$d, -2, -1, 1)], %2$d)",
        x.variable(),
        axis);
  }
}
