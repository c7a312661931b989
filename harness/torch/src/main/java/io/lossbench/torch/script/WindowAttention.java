package io.lossbench.torch.script;

import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder.Value;
import java.util.Locale;

/**
 * Attention within square windows of a map, N x H x W x C, with a bias for each relative position;
 * the windows of every second block are shifted by half their side, round the border, where a mask
 * keeps apart what was not together (Swin, Liu et al., ICCV 2021). A side that is no multiple of
 * the window's gets zeros. One instance serves the blocks of one stage. Not thread-safe.
 */
public final class WindowAttention {
  private final NetworkBuilder layers;
  private final TokenLayers tokens;
  private final int heads;
  private final int window;
  private final boolean shiftable;
  private String index = "";
  private String mask = "";

  /**
   * @param window side of a window; a smaller map is one window, and never shifted
   * @param side of the map for images of the size that the network is made for
   */
  public WindowAttention(NetworkBuilder layers, int heads, int window, int side) {
    this.layers = layers;
    this.tokens = new TokenLayers(layers);
    this.heads = heads;
    this.window = Math.min(window, side);
    this.shiftable = side > window;
  }

  /** The position of a block's windows. */
  public enum Position {
    REGULAR,
    SHIFTED
  }

  /** Attention with {@code qkv}, {@code proj} and {@code relative_position_bias_table}. */
  public Value of(String name, Value x, Position position) {
    int shift = shiftable && position == Position.SHIFTED ? window / 2 : 0;
    int channels = x.channels();
    int area = window * window;
    int relative = (2 * window - 1) * (2 * window - 1);
    Value padded = padded(shift == 0 ? x : rolled(x, -shift));
    String rows = "torch.floordiv(torch.size(" + padded.variable() + ", 1), " + window + ")";
    String columns = "torch.floordiv(torch.size(" + padded.variable() + ", 2), " + window + ")";
    Value windows =
        layers.define(
            channels,
            "torch.reshape(torch.permute(torch.reshape(%s, [-1, %s, %4$d, %3$s, %4$d, %5$d]), [0, 1, 3, 2, 4, 5]), [-1, %6$d, %5$d])",
            padded.variable(),
            rows,
            columns,
            window,
            channels,
            area);
    String table =
        layers.parameter(
            name + ".relative_position_bias_table",
            new int[] {relative, heads},
            Init.SMALL_NORMAL,
            0);
    Value qkv = tokens.dense(name + ".qkv", windows, 3 * channels);
    int depth = channels / heads;
    Value split =
        layers.define(
            channels,
            "torch.permute(torch.reshape(%s, [-1, %d, 3, %d, %d]), [2, 0, 3, 1, 4])",
            qkv.variable(),
            area,
            heads,
            depth);
    Value products =
        layers.define(
            heads,
            "torch.matmul(torch.mul(torch.select(%1$s, 0, 0), %2$s), torch.transpose(torch.select(%1$s, 0, 1), -2, -1))",
            split.variable(),
            Math.pow(depth, -0.5));
    Value bias =
        layers.define(
            heads,
            "torch.permute(torch.view(torch.index_select(%s, 0, %s), [%3$d, %3$d, %4$d]), [2, 0, 1])",
            table,
            index(x),
            area,
            heads);
    Value scores =
        shift == 0
            ? layers.define(
                heads, "torch.add(%s, %s, alpha=1)", products.variable(), bias.variable())
            : masked(products, bias, mask(padded, shift));
    Value mixed =
        layers.define(
            channels,
            "torch.matmul(%s, torch.select(%s, 0, 2))",
            layers.cast("torch.softmax(" + scores.variable() + ", -1, dtype=None)"),
            split.variable());
    Value joined =
        layers.define(
            channels, "torch.flatten(torch.transpose(%s, 1, 2), 2, -1)", mixed.variable());
    Value projected = tokens.dense(name + ".proj", joined, channels);
    Value whole =
        layers.define(
            channels,
            "torch.reshape(torch.permute(torch.reshape(%s, [-1, %s, %s, %4$d, %4$d, %5$d]), [0, 1, 3, 2, 4, 5]), [-1, torch.size(%6$s, 1), torch.size(%6$s, 2), %5$d])",
            projected.variable(),
            rows,
            columns,
            window,
            channels,
            padded.variable());
    Value cropped =
        layers.define(
            channels,
            "torch.slice(torch.slice(%s, 1, 0, torch.size(%2$s, 1), 1), 2, 0, torch.size(%2$s, 2), 1)",
            whole.variable(),
            x.variable());
    return shift == 0 ? cropped : rolled(cropped, shift);
  }

  private Value rolled(Value x, int by) {
    return layers.define(x.channels(), "torch.roll(%s, [%2$d, %2$d], [1, 2])", x.variable(), by);
  }

  /** Zeros below and to the right, up to whole windows. */
  private Value padded(Value x) {
    String missing =
        "torch.remainder(torch.sub(%2$d, torch.remainder(torch.size(%1$s, %3$d), %2$d)), %2$d)";
    return layers.define(
        x.channels(),
        "torch.constant_pad_nd(%s, [0, 0, 0, %s, 0, %s], 0)",
        x.variable(),
        String.format(Locale.ROOT, missing, x.variable(), window, 2),
        String.format(Locale.ROOT, missing, x.variable(), window, 1));
  }

  /** What is added to the products of a window: the bias, and minus 100 across a border. */
  private Value masked(Value products, Value bias, String mask) {
    int area = window * window;
    return layers.define(
        heads,
        "torch.reshape(torch.add(torch.reshape(%s, [-1, torch.size(%2$s, 0), %4$d, %5$d, %5$d]), torch.add(%3$s, torch.unsqueeze(%2$s, 1), alpha=1), alpha=1), [-1, %4$d, %5$d, %5$d])",
        products.variable(),
        mask,
        bias.variable(),
        heads,
        area);
  }

  /**
   * The row of the table for each pair of places of a window. Computed where it is needed: a
   * constant would come from the processor each time, and a graphics card would have to be waited
   * for.
   */
  private String index(Value x) {
    if (index.isEmpty()) {
      String places = places(String.valueOf(window), x);
      String apart =
          layers
              .define(
                  1,
                  "torch.add(torch.sub(torch.unsqueeze(%1$s, 1), torch.unsqueeze(%1$s, 0)), %2$d)",
                  places,
                  window - 1)
              .variable();
      index =
          layers
              .define(
                  1,
                  "torch.flatten(torch.add(torch.mul(torch.view(%1$s, [%2$d, 1, %2$d, 1]), %3$d), torch.view(%1$s, [1, %2$d, 1, %2$d])), 0, -1)",
                  apart,
                  window,
                  2 * window - 1)
              .variable();
    }
    return index;
  }

  /** For each window, 0 where two places were together before the shift, else -100. */
  private String mask(Value padded, int shift) {
    if (mask.isEmpty()) {
      String rows = regions(padded, 1, shift);
      String columns = regions(padded, 2, shift);
      String region =
          layers
              .define(
                  1,
                  "torch.reshape(torch.permute(torch.reshape(torch.add(torch.unsqueeze(torch.mul(%1$s, 3), 1), torch.unsqueeze(%2$s, 0)), [-1, %3$d, torch.floordiv(torch.numel(%2$s), %3$d), %3$d]), [0, 2, 1, 3]), [-1, %4$d])",
                  rows,
                  columns,
                  window,
                  window * window)
              .variable();
      mask =
          layers
              .define(
                  1,
                  "torch.mul(torch.to(torch.ne(torch.unsqueeze(%1$s, 1), torch.unsqueeze(%1$s, 2)), %2$s), -100.)",
                  region,
                  Dtype.FLOAT32)
              .variable();
    }
    return mask;
  }

  /** Of each row or column, whether it is before the last window (0), or before the shift (1). */
  private String regions(Value padded, int axis, int shift) {
    String size = "torch.size(" + padded.variable() + ", " + axis + ")";
    String places = places(size, padded);
    return layers
        .define(
            1,
            "torch.add(torch.to(torch.ge(%1$s, torch.sub(%2$s, %3$d)), %5$s), torch.to(torch.ge(%1$s, torch.sub(%2$s, %4$d)), %5$s))",
            places,
            size,
            window,
            shift,
            Dtype.INT64)
        .variable();
  }

  private String places(String count, Value where) {
    return layers
        .define(
            1,
            "torch.arange(%s, dtype=%s, device=ops.prim.device(%s))",
            count,
            Dtype.INT64,
            where.variable())
        .variable();
  }
}
