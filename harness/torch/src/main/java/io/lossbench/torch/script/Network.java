package io.lossbench.torch.script;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A network as straight-line TorchScript from an input {@code x} (float32; images N x 3 x H x W,
 * vectors N x C) to {@code output}.
 *
 * @param dropRates probability at which an image goes without each residual branch in training, for
 *     the branches that are dropped at all
 * @param grids parameters that hold a value for each place of an image
 * @param code statements that define {@code output}; {@code training} is whether the network is in
 *     training mode, <code>training{3:NAME}</code> whether a layer of layer group 3 is
 * @param head name of the last linear layer, or of the module that holds the last ones, which
 *     depend on the classes
 * @param body the part that has published weights of its own
 * @param included a part that comes from a file with its code
 */
public record Network(
    List<Parameter> parameters,
    List<Buffer> buffers,
    List<Double> dropRates,
    List<Grid> grids,
    List<String> code,
    String output,
    String head,
    Body body,
    Input input,
    Optional<Included> included) {

  /** What a network takes. */
  public enum Input {
    /** Images, which come as bytes of RGB. */
    IMAGES,
    /**
     * Images on a canvas that they do not fill, which come as bytes of RGB and 1; what is beside
     * them is 0 throughout, and zero to the network.
     */
    PADDED_IMAGES,
    /** Vectors, which come as float32. */
    VECTORS
  }

  private static final List<String> NEVER_DECAYED =
      List.of("pos_embed", "cls_token", "relative_position_bias_table");

  public Network {
    parameters = List.copyOf(parameters);
    buffers = List.copyOf(buffers);
    dropRates = List.copyOf(dropRates);
    grids = List.copyOf(grids);
    code = List.copyOf(code);
  }

  /** A network for images that is a body throughout. */
  public Network(
      List<Parameter> parameters,
      List<Buffer> buffers,
      List<String> code,
      String output,
      String head) {
    this(
        parameters,
        buffers,
        List.of(),
        List.of(),
        code,
        output,
        head,
        Body.WHOLE,
        Input.IMAGES,
        Optional.empty());
  }

  /**
   * The part of a network that has published weights of its own, under names without {@code
   * prefix}; the rest is then random.
   *
   * @param prefix of its tensors' names in the network; empty if it is all of it
   * @param others tensors that such weights hold beside the body's
   */
  public record Body(String prefix, Set<String> others) {
    static final Body WHOLE = new Body("", Set.of());

    public Body {
      others = Set.copyOf(others);
    }
  }

  /**
   * A file whose module is a part of the network.
   *
   * @param name of the part; the file's tensors have it before their names, with a point
   */
  public record Included(String name, NetworkFile file) {}

  /** The rule by which a parameter starts. */
  public enum Init {
    /**
     * Normal with deviation sqrt(2 / (out channels x kernel area)): He's initialisation by fan-out,
     * as timm's ResNets.
     */
    HE_FAN_OUT,
    /** Uniform within 1/sqrt(fan): torch's default by fan-in for linear layers. */
    LINEAR,
    /**
     * Uniform within sqrt(3 / fan): torch's {@code kaiming_uniform_(a=1)} by fan-in, as
     * torchvision's feature pyramids.
     */
    UNIFORM_FAN_IN,
    /** Normal with deviation 0.01, as the last layers of detectors (RetinaNet, FCOS). */
    NORMAL_CENTI,
    /**
     * -log(99): the logit of the probability 0.01, so that the many negatives of a detector start
     * with a small loss (Lin et al., ICCV 2017, section 4.1).
     */
    RARE,
    /** Uniform within sqrt(6 / fan), the fan being inputs and outputs together (Glorot, 2010). */
    XAVIER_UNIFORM,
    /** Normal with deviation sqrt(2 / fan), the fan being inputs and outputs together. */
    XAVIER_NORMAL,
    /** Standard normal: torch's default for embeddings. */
    NORMAL,
    /** Normal with deviation 0.02: timm's transformers, whose bounds of 2 are never met. */
    SMALL_NORMAL,
    /** Normal with deviation 1e-6: the class token of timm's transformers. */
    TINY_NORMAL,
    /** 1e-6: ConvNeXt's layer scale. */
    TINY,
    ZERO,
    ONE
  }

  /**
   * A trained tensor.
   *
   * @param name timm's name
   * @param fan the fan that {@code init} scales by: outputs that an input feeds, or inputs that an
   *     output sums up
   * @param layerGroup 0 for the stem, from 1 on for the blocks of the backbone in their order, the
   *     last one for the head and what the backbone has above its blocks
   */
  public record Parameter(String name, int[] shape, Init init, int fan, int layerGroup) {
    public int size() {
      return product(shape);
    }

    /**
     * Whether weight decay applies, which it does neither to 1-D parameters nor to biases, nor to
     * what timm's {@code no_weight_decay} names: positions and class tokens.
     */
    public boolean decayed() {
      return shape.length > 1
          && !name.endsWith(".bias")
          && NEVER_DECAYED.stream().noneMatch(name::endsWith);
    }
  }

  /**
   * A parameter of 1 x (prefix + side x side) x C: embeddings of the places of an image, row by
   * row, after those of other tokens. Weights of another side are interpolated.
   *
   * @param parameter its name
   */
  public record Grid(String parameter, int prefix, int side) {}

  /**
   * A tensor that belongs to the state and is not trained, such as a running statistic.
   *
   * @param start its values, or their mean
   * @param deviation of its values, which are drawn; 0 where all are {@code start}
   */
  public record Buffer(String name, int[] shape, float start, float deviation) {

    /** A running statistic, starting at one value throughout. */
    public Buffer(String name, int[] shape, float start) {
      this(name, shape, start, 0);
    }

    public int size() {
      return product(shape);
    }
  }

  /**
   * Number of layer groups: stem, blocks, head. They are what rates that fall with depth and
   * freezing go by.
   */
  public int layerGroups() {
    return parameters.stream().mapToInt(Parameter::layerGroup).max().orElse(-1) + 1;
  }

  /** Whether a tensor is the backbone's, and not of what is on top of it. */
  boolean isOfBackbone(String name) {
    return body.prefix().isEmpty() ? !name.startsWith(head + ".") : name.startsWith(body.prefix());
  }

  /** The highest layer group that has a parameter of the backbone. */
  int lastBackboneGroup() {
    return parameters.stream()
        .filter(parameter -> isOfBackbone(parameter.name()))
        .mapToInt(Parameter::layerGroup)
        .max()
        .orElse(0);
  }

  /** The names of parameters and buffers, in the order of the state. */
  public List<String> names() {
    return Stream.concat(
            parameters.stream().map(Parameter::name), buffers.stream().map(Buffer::name))
        .toList();
  }

  /** Number of values of parameters and buffers by name, in the order of the state. */
  public Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    parameters.forEach(parameter -> sizes.put(parameter.name(), parameter.size()));
    buffers.forEach(buffer -> sizes.put(buffer.name(), buffer.size()));
    return sizes;
  }

  /** Number of trained values. */
  public int parameterCount() {
    return parameters.stream().mapToInt(Parameter::size).sum();
  }

  /**
   * Number of values of parameters and buffers, in that order: the state that is averaged, hashed
   * and saved.
   */
  public int stateSize() {
    return parameterCount() + buffers.stream().mapToInt(Buffer::size).sum();
  }

  private static int product(int[] shape) {
    int product = 1;
    for (int extent : shape) {
      product = Math.multiplyExact(product, extent);
    }
    return product;
  }
}
