package io.lossbench.torch.script;

import io.lossbench.torch.script.Network.Init;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A network under construction, layer by layer; the last linear layer is its head. Weights have
 * torch's layouts (convolutions OIHW); in bfloat16 mode convolutions and the linear layer cast
 * their operands, and weights stay float32. Layers of one name share their parameters. Not
 * thread-safe.
 */
public final class NetworkBuilder {
  private final Map<String, Network.Parameter> parameters = new LinkedHashMap<>();
  private final List<Network.Buffer> buffers = new ArrayList<>();
  private final List<Double> dropRates = new ArrayList<>();
  private final List<Network.Grid> grids = new ArrayList<>();
  private final List<String> code = new ArrayList<>();
  private final Dtype compute;
  private int variables;
  private String head = "";
  private int layerGroup;
  private boolean atTop;
  private String prefix = "";
  private Network.Body body = Network.Body.WHOLE;
  private Network.Input input = Network.Input.IMAGES;
  private boolean frozen;
  private Network.@Nullable Included included;

  /**
   * @param compute the type in which convolutions and matrix products compute: float32 or bfloat16
   */
  public NetworkBuilder(Dtype compute) {
    this.compute = compute;
  }

  /** The result of a layer: its variable and its channels. */
  public record Value(String variable, int channels) {}

  /** The input that is an image: three channels. */
  public Value input() {
    return new Value("x", 3);
  }

  /** Says how images come. */
  public void takes(Network.Input images) {
    input = images;
  }

  /** The input that is a vector. */
  public Value vector(int width) {
    input = Network.Input.VECTORS;
    return new Value("x", width);
  }

  /**
   * Begins a block: the parameters that are declared from here on are a layer group of their own.
   * Those before the first block are the stem's.
   */
  public void block() {
    if (atTop) {
      throw new IllegalStateException("a block above the head");
    }
    layerGroup++;
  }

  /**
   * Begins the head's layer group, which a normalisation above the last block is in too; a second
   * call changes nothing.
   */
  public void top() {
    layerGroup += atTop ? 0 : 1;
    atTop = true;
  }

  /**
   * Layers whose names in the network begin with {@code prefix}: the body of a network whose other
   * layers see its features.
   *
   * @param others tensors that a file of weights may hold beside those of the body, such as those
   *     of the classifier that it was published with
   */
  public <T> T body(String prefix, Set<String> others, Function<NetworkBuilder, T> layers) {
    this.prefix = prefix;
    this.body = new Network.Body(prefix, others);
    T described = layers.apply(this);
    this.prefix = "";
    return described;
  }

  /**
   * Batch normalisation from here on keeps its factors and statistics as its weights came with
   * them, in training too.
   */
  public void freezeBatchNorm() {
    frozen = true;
  }

  /** Convolution without a bias, square kernel. */
  public Value convolution(String name, Value x, int out, int kernel, int stride, int padding) {
    return convolution(name, x, out, new Kernel(kernel, stride, padding, 1));
  }

  /** A square kernel of a convolution. */
  private record Kernel(int size, int stride, int padding, int groups) {}

  private Value convolution(String name, Value x, int out, Kernel kernel) {
    int size = kernel.size();
    int[] shape = {out, x.channels() / kernel.groups(), size, size};
    int fan = out / kernel.groups() * size * size;
    return define(
        out,
        "torch.conv2d(%1$s, %2$s, None, [%3$d, %3$d], [%4$d, %4$d], [1, 1], %5$d)",
        cast(x.variable()),
        cast(parameter(name + ".weight", shape, Init.HE_FAN_OUT, fan)),
        kernel.stride(),
        kernel.padding(),
        kernel.groups());
  }

  /**
   * Convolution with TensorFlow's SAME padding and an odd kernel: at stride 2 one side gets less
   * where the size is even.
   */
  public Value convolutionSame(String name, Value x, int out, int kernel, int stride) {
    return same(name, x, out, kernel, stride, 1);
  }

  /** Convolution with TensorFlow's SAME padding and one filter per channel. */
  public Value depthwiseSame(String name, Value x, int kernel, int stride) {
    return same(name, x, x.channels(), kernel, stride, x.channels());
  }

  private Value same(String name, Value x, int out, int kernel, int stride, int groups) {
    int side = (kernel - 1) / 2;
    if (stride == 1 || kernel == 1) {
      return convolution(name, x, out, new Kernel(kernel, stride, side, groups));
    }
    String before = "torch.add(torch.remainder(torch.size(%s, %d), 2), " + (side - 1) + ")";
    String left = String.format(Locale.ROOT, before, x.variable(), 3);
    String top = String.format(Locale.ROOT, before, x.variable(), 2);
    Value padded =
        define(
            x.channels(),
            "torch.constant_pad_nd(%s, [%s, %d, %s, %d], 0)",
            x.variable(),
            left,
            side,
            top,
            side);
    return convolution(name, padded, out, new Kernel(kernel, stride, 0, groups));
  }

  /** Batch normalisation with eps 1e-5 and momentum 0.1. */
  public Value batchNorm(String name, Value x) {
    return batchNorm(name, x, Init.ONE, 1e-5);
  }

  /** Batch normalisation with momentum 0.1 and the given eps. */
  public Value batchNorm(String name, Value x, double eps) {
    return batchNorm(name, x, Init.ONE, eps);
  }

  /**
   * Batch normalisation whose weights start as {@code weight}: zero makes a residual block start as
   * the identity.
   */
  public Value batchNorm(String name, Value x, Init weight) {
    return batchNorm(name, x, weight, 1e-5);
  }

  private Value batchNorm(String name, Value x, Init weight, double eps) {
    int[] shape = {x.channels()};
    String scale =
        frozen ? buffer(name + ".weight", shape, 1) : parameter(name + ".weight", shape, weight, 0);
    String shift =
        frozen ? buffer(name + ".bias", shape, 0) : parameter(name + ".bias", shape, Init.ZERO, 0);
    String mean = buffer(name + ".running_mean", shape, 0);
    String variance = buffer(name + ".running_var", shape, 1);
    return define(
        x.channels(),
        "torch.batch_norm(%s, %s, %s, %s, %s, %s, 0.1, %s, True)",
        x.variable(),
        scale,
        shift,
        mean,
        variance,
        frozen ? "False" : mode(name),
        eps);
  }

  /** Whether a layer is in training mode, which those of a frozen backbone are not. */
  String mode(String name) {
    return "training{" + layerGroup + ":" + prefix + name + "}";
  }

  public Value relu(Value x) {
    return define(x.channels(), "torch.relu_(%s)", x.variable());
  }

  public Value leakyRelu(Value x, double slope) {
    return define(x.channels(), "torch.leaky_relu_(%s, %s)", x.variable(), slope);
  }

  /** min(max(x, 0), 6). Not in place, for which autograd would copy {@code x} first. */
  public Value relu6(Value x) {
    return define(x.channels(), "torch.hardtanh(%s, 0., 6.)", x.variable());
  }

  /** Mean over 2 x 2 pixels; a border of one pixel is averaged alone. */
  public Value averagePool(Value x) {
    return define(
        x.channels(),
        "torch.avg_pool2d(%s, [2, 2], [2, 2], [0, 0], True, False, None)",
        x.variable());
  }

  /**
   * Channels weighted by sigmoid(fc2(relu(fc1(mean)))), 1x1 convolutions with biases (Hu et al.,
   * CVPR 2018).
   */
  public Value squeezeExcite(String name, Value x, int reduced) {
    Value mean = define(x.channels(), "torch.mean(%s, [2, 3], True, dtype=None)", x.variable());
    Value inner = define(reduced, "torch.relu_(%s)", biased(name + ".fc1", mean, reduced));
    return define(
        x.channels(),
        "torch.mul(%s, torch.sigmoid(%s))",
        x.variable(),
        biased(name + ".fc2", inner, x.channels()));
  }

  private String biased(String name, Value x, int out) {
    String weight =
        parameter(name + ".weight", new int[] {out, x.channels(), 1, 1}, Init.HE_FAN_OUT, out);
    String bias = parameter(name + ".bias", new int[] {out}, Init.LINEAR, x.channels());
    return "torch.conv2d("
        + cast(x.variable())
        + ", "
        + cast(weight)
        + ", "
        + cast(bias)
        + ", [1, 1], [0, 0], [1, 1], 1)";
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
    head = prefix + name;
    String weight =
        parameter(name + ".weight", new int[] {out, x.channels()}, Init.LINEAR, x.channels());
    String bias = parameter(name + ".bias", new int[] {out}, Init.LINEAR, x.channels());
    return define(out, "torch.linear(%s, %s, %s)", cast(x.variable()), cast(weight), cast(bias));
  }

  /** Declares all layers below {@code prefix} as the head, where it has more than one layer. */
  public void head(String prefix) {
    head = prefix;
  }

  /** The head's name: the last linear layer, or what {@link #head(String)} declared. */
  public String head() {
    return head;
  }

  /** The network that ends in {@code logits}, float32. */
  public Network build(Value logits) {
    Value output = define(logits.channels(), "torch.to(%s, %s)", logits.variable(), Dtype.FLOAT32);
    return new Network(
        List.copyOf(parameters.values()),
        buffers,
        dropRates,
        grids,
        code,
        output.variable(),
        head,
        body,
        input,
        Optional.ofNullable(included));
  }

  /** A branch of a residual block that images go without at a rate; its number. */
  int droppedBranch(double rate) {
    dropRates.add(rate);
    return dropRates.size() - 1;
  }

  /** Says that a parameter holds a value for each place of an image, after that of one token. */
  void grid(String parameter, int side) {
    grids.add(new Network.Grid(prefix + parameter, 1, side));
  }

  /** Declares a parameter, or finds the one of that name; an expression for it. */
  String parameter(String name, int[] shape, Init init, int fan) {
    Network.Parameter parameter =
        new Network.Parameter(prefix + name, shape, init, fan, layerGroup);
    Network.Parameter known = parameters.putIfAbsent(parameter.name(), parameter);
    if (known != null && !Arrays.equals(known.shape(), shape)) {
      throw new IllegalArgumentException("two shapes of '" + parameter.name() + "'");
    }
    return TensorPath.of(parameter.name());
  }

  /** Declares a tensor that is kept and not trained; an expression for it. */
  String buffer(String name, int[] shape, float start) {
    return buffer(name, shape, start, 0);
  }

  /** The same with values that are drawn around {@code mean}. */
  String buffer(String name, int[] shape, float mean, float deviation) {
    buffers.add(new Network.Buffer(prefix + name, shape, mean, deviation));
    return TensorPath.of(prefix + name);
  }

  Dtype compute() {
    return compute;
  }

  /** Takes in the module of a file, of which the builder has the parameters already. */
  void include(String name, NetworkFile file) {
    included = new Network.Included(prefix + name, file);
  }

  /** Adds a statement whose value is not asked for. */
  void statement(String text) {
    code.add(text);
  }

  /** A module or tensor of the network as an expression. */
  String path(String name) {
    return TensorPath.of(prefix + name);
  }

  /** A variable in the type that products are computed in. */
  String cast(String variable) {
    return compute == Dtype.FLOAT32 ? variable : "torch.to(" + variable + ", " + compute + ")";
  }

  /** A variable as float32. */
  String exact(String variable) {
    return compute == Dtype.FLOAT32
        ? variable
        : "torch.to(" + variable + ", " + Dtype.FLOAT32 + ")";
  }

  /** A new variable for the value of an expression. */
  Value define(int channels, String expression, Object... arguments) {
    String variable = "h" + variables++;
    code.add(variable + " = " + String.format(Locale.ROOT, expression, arguments));
    return new Value(variable, channels);
  }
}
