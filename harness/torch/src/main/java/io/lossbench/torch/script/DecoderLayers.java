package io.lossbench.torch.script;

import io.lossbench.torch.script.Network.Init;
import io.lossbench.torch.script.NetworkBuilder.Value;

/**
 * The layers of heads whose classes ask the places of a feature map: sequences are N x L x C, and
 * weights have the names and layouts of torch.nn.MultiheadAttention and torch.nn.Transformer. In
 * bfloat16 mode sums, normalisation and softmax stay float32. Not thread-safe.
 */
public final class DecoderLayers {
  private final NetworkBuilder layers;
  private final double dropout;

  /**
   * @param dropout rate of every dropout, attention's included
   */
  public DecoderLayers(NetworkBuilder layers, double dropout) {
    this.layers = layers;
    this.dropout = dropout;
  }

  /** The places of a map as a sequence, row by row: N x C x H x W to N x (H W) x C. */
  public Value sequence(Value map) {
    return layers.define(
        map.channels(),
        "torch.transpose(torch.flatten(%s, 2, -1), 1, 2)",
        layers.exact(map.variable()));
  }

  /** A linear layer over the last axis, as torch.nn.Linear starts it. */
  public Value dense(String name, Value x, int out) {
    return dense(name, x, out, Init.LINEAR);
  }

  /** A linear layer over the last axis; the bias starts as that of torch.nn.Linear. */
  public Value dense(String name, Value x, int out, Init init) {
    int fan = init == Init.LINEAR ? x.channels() : x.channels() + out;
    String weight = layers.parameter(name + ".weight", new int[] {out, x.channels()}, init, fan);
    String bias = layers.parameter(name + ".bias", new int[] {out}, Init.LINEAR, x.channels());
    return product(x.variable(), weight, bias, out);
  }

  /** A convolution of one place of a map, with a bias: N x C x H x W to N x out x H x W. */
  public Value projection(String name, Value map, int out) {
    int[] shape = {out, map.channels(), 1, 1};
    String weight = layers.parameter(name + ".weight", shape, Init.LINEAR, map.channels());
    String bias = layers.parameter(name + ".bias", new int[] {out}, Init.LINEAR, map.channels());
    return layers.define(
        out,
        "torch.conv2d(%s, %s, %s, [1, 1], [0, 0], [1, 1], 1)",
        layers.cast(map.variable()),
        layers.cast(weight),
        layers.cast(bias));
  }

  public Value relu(Value x) {
    return layers.define(x.channels(), "torch.relu(%s)", x.variable());
  }

  /** Normalisation over the last axis with eps 1e-5 (Ba et al., 2016). */
  public Value norm(String name, Value x) {
    int[] shape = {x.channels()};
    String scale = layers.parameter(name + ".weight", shape, Init.ONE, 0);
    String shift = layers.parameter(name + ".bias", shape, Init.ZERO, 0);
    return layers.define(
        x.channels(),
        "torch.layer_norm(%s, [%d], %s, %s, 1.0e-05, False)",
        layers.exact(x.variable()),
        x.channels(),
        scale,
        shift);
  }

  public Value sum(Value x, Value y) {
    return layers.define(
        x.channels(),
        "torch.add(%s, %s, alpha=1)",
        layers.exact(x.variable()),
        layers.exact(y.variable()));
  }

  /**
   * Each value is zero at a rate in training, and the others are divided by 1 - rate; no layer at a
   * rate of 0. What is drawn follows from the trial's seeds and the step.
   */
  public Value dropout(Value x) {
    return dropout == 0
        ? x
        : layers.define(x.channels(), "torch.dropout(%s, %s, training)", x.variable(), dropout);
  }

  /** {@code x}, and what a branch adds to it, of which training leaves some out. */
  public Value residual(Value x, Value branch) {
    return sum(x, dropout(branch));
  }

  /**
   * Queries that are learned, {@code NAME.weight}, the same for each image: N x count x channels.
   *
   * @param like a sequence of as many rows as the batch has
   */
  public Value learnedQueries(String name, Value like, int count, int channels) {
    int[] shape = {count, channels};
    return repeated(layers.parameter(name + ".weight", shape, Init.NORMAL, 0), like, channels);
  }

  /** Queries that are drawn once and stay. */
  public Value fixedQueries(String name, Value like, int count, int channels) {
    int[] shape = {count, channels};
    return repeated(layers.buffer(name + ".weight", shape, 0, 1), like, channels);
  }

  private Value repeated(String queries, Value like, int channels) {
    return layers.define(
        channels,
        "torch.expand(%s, [torch.size(%s, 0), -1, -1], implicit=False)",
        queries,
        like.variable());
  }

  /** What attends, to what, and what it gets of it; keys and values have the same channels. */
  public record Attended(Value query, Value key, Value value) {}

  /**
   * Attention in heads with dropout of its weights, as torch.nn.MultiheadAttention: {@code
   * in_proj_weight} has the rows of queries, keys and values one after the other.
   *
   * @param output how {@code out_proj} starts
   */
  public Value attention(String name, Attended of, int heads, Init output) {
    int channels = of.query().channels();
    String weights =
        layers.parameter(
            name + ".in_proj_weight",
            new int[] {3 * channels, channels},
            Init.XAVIER_UNIFORM,
            4 * channels);
    String biases =
        layers.parameter(name + ".in_proj_bias", new int[] {3 * channels}, Init.ZERO, 0);
    Value query = inHeads(of.query(), weights, biases, 0, heads);
    Value key = inHeads(of.key(), weights, biases, 1, heads);
    Value value = inHeads(of.value(), weights, biases, 2, heads);
    Value scores =
        layers.define(
            heads,
            "torch.softmax(torch.mul(%s, %s), -1, dtype=None)",
            layers.exact(
                "torch.matmul("
                    + query.variable()
                    + ", torch.transpose("
                    + key.variable()
                    + ", -2, -1))"),
            1 / Math.sqrt((double) channels / heads));
    Value mixed =
        layers.define(
            channels,
            "torch.flatten(torch.transpose(torch.matmul(%s, %s), 1, 2), 2, -1)",
            layers.cast(dropout(scores).variable()),
            value.variable());
    int fan = output == Init.LINEAR ? channels : 2 * channels;
    String weight =
        layers.parameter(name + ".out_proj.weight", new int[] {channels, channels}, output, fan);
    String bias = layers.parameter(name + ".out_proj.bias", new int[] {channels}, Init.ZERO, 0);
    return product(mixed.variable(), weight, bias, channels);
  }

  /** N x L x C to N x heads x L x C/heads, by the first, second or third part of the weights. */
  private Value inHeads(Value x, String weights, String biases, int part, int heads) {
    int channels = x.channels();
    String slice = "torch.narrow(%s, 0, " + part * channels + ", " + channels + ")";
    Value projected =
        product(x.variable(), slice.replace("%s", weights), slice.replace("%s", biases), channels);
    return layers.define(
        channels,
        "torch.transpose(torch.reshape(%1$s, [torch.size(%1$s, 0), -1, %2$d, %3$d]), 1, 2)",
        projected.variable(),
        heads,
        channels / heads);
  }

  private Value product(String x, String weight, String bias, int out) {
    return layers.define(
        out, "torch.linear(%s, %s, %s)", layers.cast(x), layers.cast(weight), layers.cast(bias));
  }

  /** Two linear layers with ReLU and dropout between them: {@code linear1} and {@code linear2}. */
  public Value feedForward(String prefix, Value x, int hidden, Init init) {
    Value inner = relu(dense(prefix + "linear1", x, hidden, init));
    return dense(prefix + "linear2", dropout(inner), x.channels(), init);
  }

  /**
   * The place of each element of a map as sines and cosines, rows in the first half of the channels
   * and columns in the second: 1 x (H W) x channels (DETR's, scaled to 2 pi).
   *
   * @param channels a multiple of 4
   */
  public Value positions(Value map, int channels) {
    Value rows = angles(map, 2, channels / 2);
    Value columns = angles(map, 3, channels / 2);
    String height = "torch.size(" + map.variable() + ", 2)";
    String width = "torch.size(" + map.variable() + ", 3)";
    return layers.define(
        channels,
        "torch.reshape(torch.cat([torch.expand(torch.unsqueeze(%1$s, 1), [-1, %4$s, -1], implicit=False), torch.expand(torch.unsqueeze(%2$s, 0), [%3$s, -1, -1], implicit=False)], 2), [1, -1, %5$d])",
        rows.variable(),
        columns.variable(),
        height,
        width,
        channels);
  }

  /** Sines and cosines of an axis' places, alternating: size x channels. */
  private Value angles(Value map, int axis, int channels) {
    String size = "torch.size(" + map.variable() + ", " + axis + ")";
    String here = "dtype=" + Dtype.FLOAT32 + ", device=ops.prim.device(" + map.variable() + ")";
    Value places =
        layers.define(
            1,
            "torch.mul(torch.div(torch.add(torch.arange(%1$s, %2$s), 1), torch.add(%1$s, 1.0e-06)), %3$s)",
            size,
            here,
            2 * Math.PI);
    Value angles =
        layers.define(
            channels / 2,
            "torch.div(torch.unsqueeze(%s, 1), torch.pow(10000., torch.div(torch.mul(torch.arange(%d, %s), 2), %d.)))",
            places.variable(),
            channels / 2,
            here,
            channels);
    return layers.define(
        channels,
        "torch.flatten(torch.stack([torch.sin(%1$s), torch.cos(%1$s)], 2), 1, -1)",
        angles.variable());
  }

  /**
   * A linear layer of its own for each group of classes, {@code duplicate_pooling}: N x groups x C
   * to N x classes; a last group that is not full gives as many as there are.
   */
  public Value groupLinear(String name, Value x, int groups, int classes) {
    int each = (classes + groups - 1) / groups;
    int[] shape = {groups, x.channels(), each};
    int fan = x.channels() * each + groups * each;
    String weight = layers.parameter(name, shape, Init.XAVIER_NORMAL, fan);
    String bias = layers.parameter(name + "_bias", new int[] {classes}, Init.ZERO, 0);
    return layers.define(
        classes,
        "torch.add(torch.slice(torch.flatten(torch.transpose(%s, 0, 1), 1, -1), 1, 0, %d, 1), %s, alpha=1)",
        layers.exact(
            "torch.matmul("
                + layers.cast("torch.transpose(" + x.variable() + ", 0, 1)")
                + ", "
                + layers.cast(weight)
                + ")"),
        classes,
        bias);
  }

  /** A vector and a bias of its own for each class, {@code W} and {@code b}: N x K x C to N x K. */
  public Value classwiseLinear(String name, Value x, int classes) {
    int[] shape = {1, classes, x.channels()};
    String weight = layers.parameter(name + ".W", shape, Init.LINEAR, x.channels());
    String bias = layers.parameter(name + ".b", new int[] {1, classes}, Init.LINEAR, x.channels());
    return layers.define(
        classes,
        "torch.add(torch.sum(torch.mul(%s, %s), [-1], False, dtype=None), %s, alpha=1)",
        layers.exact(x.variable()),
        weight,
        bias);
  }
}
