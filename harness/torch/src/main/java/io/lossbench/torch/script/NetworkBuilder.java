package io.lossbench.torch.script;

import io.lossbench.torch.script.Network.Init;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes a network layer by layer. Weights have torch's layouts (convolutions OIHW); in bfloat16
 * mode convolutions and the linear layer cast their operands, and weights stay float32. Not
 * thread-safe.
 */
public final class NetworkBuilder {
  private final List<Network.Parameter> parameters = new ArrayList<>();
  private final List<Network.Buffer> buffers = new ArrayList<>();
  private final List<String> code = new ArrayList<>();
  private final boolean bf16;
  private int variables;

  public NetworkBuilder(boolean bf16) {
    this.bf16 = bf16;
  }

  /** The result of a layer: its variable and its channels. */
  public record Value(String variable, int channels) {}

  /** The input: three channels. */
  public Value input() {
    return new Value("x", 3);
  }

  /** Convolution without a bias, square kernel. */
  public Value convolution(String name, Value x, int out, int kernel, int stride, int padding) {
    String weight =
        parameter(
            name + ".weight", new int[] {out, x.channels(), kernel, kernel}, Init.HE_FAN_OUT, 0);
    return define(
        out,
        "torch.conv2d(%s, %s, None, [%d, %d], [%d, %d], [1, 1], 1)",
        cast(x.variable()),
        cast(weight),
        stride,
        stride,
        padding,
        padding);
  }

  /** Batch normalisation with eps 1e-5 and momentum 0.1. */
  public Value batchNorm(String name, Value x) {
    return batchNorm(name, x, Init.ONE);
  }

  /**
   * Batch normalisation whose weights start as {@code weight}: zero makes a residual block start as
   * the identity.
   */
  public Value batchNorm(String name, Value x, Init weight) {
    int[] shape = {x.channels()};
    String scale = parameter(name + ".weight", shape, weight, 0);
    String shift = parameter(name + ".bias", shape, Init.ZERO, 0);
    buffers.add(new Network.Buffer(name + ".running_mean", shape, 0));
    buffers.add(new Network.Buffer(name + ".running_var", shape, 1));
    return define(
        x.channels(),
        "torch.batch_norm(%s, %s, %s, %s, %s, training, 0.1, 1e-05, True)",
        x.variable(),
        scale,
        shift,
        path(name + ".running_mean"),
        path(name + ".running_var"));
  }

  public Value relu(Value x) {
    return define(x.channels(), "torch.relu_(%s)", x.variable());
  }

  /** Adds a shortcut to {@code x}, which is overwritten. */
  public Value add(Value x, Value shortcut) {
    return define(x.channels(), "torch.add_(%s, %s)", x.variable(), shortcut.variable());
  }

  public Value maxPool(Value x, int kernel, int stride, int padding) {
    return define(
        x.channels(),
        "torch.max_pool2d(%s, [%d, %d], [%d, %d], [%d, %d], [1, 1], False)",
        x.variable(),
        kernel,
        kernel,
        stride,
        stride,
        padding,
        padding);
  }

  /**
   * Every second row and column, and zeros for the channels that are new: He's parameter-free
   * shortcut (option A).
   */
  public Value subsampleAndPad(Value x, int out) {
    Value rows =
        define(x.channels(), "torch.slice(%s, 2, 0, 9223372036854775807, 2)", x.variable());
    Value columns =
        define(x.channels(), "torch.slice(%s, 3, 0, 9223372036854775807, 2)", rows.variable());
    int before = (out - x.channels()) / 2;
    int after = out - x.channels() - before;
    return define(
        out,
        "torch.constant_pad_nd(%s, [0, 0, 0, 0, %d, %d], 0)",
        columns.variable(),
        before,
        after);
  }

  /** Mean over height and width: N x C x H x W to N x C. */
  public Value globalAveragePool(Value x) {
    return define(x.channels(), "torch.mean(%s, [2, 3], False, dtype=None)", x.variable());
  }

  /** Linear layer with a bias: N x C to N x out. */
  public Value linear(String name, Value x, int out) {
    String weight =
        parameter(name + ".weight", new int[] {out, x.channels()}, Init.LINEAR, x.channels());
    String bias = parameter(name + ".bias", new int[] {out}, Init.LINEAR, x.channels());
    return define(out, "torch.linear(%s, %s, %s)", cast(x.variable()), cast(weight), cast(bias));
  }

  /** The network that ends in {@code logits}, float32. */
  public Network build(Value logits) {
    Value output = define(logits.channels(), "torch.to(%s, 6)", logits.variable());
    return new Network(parameters, buffers, code, output.variable(), bf16);
  }

  private String parameter(String name, int[] shape, Init init, int fanIn) {
    parameters.add(new Network.Parameter(name, shape, init, fanIn));
    return path(name);
  }

  private String cast(String variable) {
    return bf16 ? "torch.to(" + variable + ", 15)" : variable;
  }

  private Value define(int channels, String expression, Object... arguments) {
    String variable = "h" + variables++;
    code.add(variable + " = " + String.format(Locale.ROOT, expression, arguments));
    return new Value(variable, channels);
  }

  /**
   * {@code layer1.0.conv1.weight} as an expression: numbers are no identifiers and need getattr.
   */
  static String path(String dottedName) {
    String expression = "self";
    for (String name : dottedName.split("\\.")) {
      expression =
          Character.isDigit(name.charAt(0))
              ? "getattr(" + expression + ", \"" + name + "\")"
              : expression + "." + name;
    }
    return expression;
  }
}
