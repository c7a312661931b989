package io.lossbench.torch.script;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A network as a module of an archive: parameters and statistics over one flat storage. */
final class NetworkModule {
  private static final Pattern MODE = Pattern.compile("training\\{(\\d+):([^}]*)}");

  private NetworkModule() {}

  /** What becomes of the residual branches that the network may drop. */
  enum Branches {
    WHOLE,
    DROPPED
  }

  /**
   * The module with {@code network(x, training)} and {@code forward(x)}.
   *
   * @param branches whether residual branches are dropped in training: then the module lacks {@code
   *     drop_path}
   * @param freezing what evaluation mode in training goes by, with the attribute {@code phase}
   * @param state the network's {@link Network#stateSize()} values
   */
  static ScriptModule of(
      Network network,
      Normalization normalization,
      Branches branches,
      Freezing freezing,
      float[] state) {
    if (state.length != network.stateSize()) {
      throw new IllegalArgumentException(
          state.length + " values for a state of " + network.stateSize());
    }
    ScriptModule root = new ScriptModule();
    Storage storage = new Storage(ChannelsLast.of(network, state));
    String prefix = network.included().map(part -> part.name() + ".").orElse("");
    Map<String, TensorView> ofFile = new HashMap<>();
    int offset = 0;
    for (Network.Parameter parameter : network.parameters()) {
      TensorView view = new TensorView(storage, offset, parameter.shape(), true);
      if (!prefix.isEmpty() && parameter.name().startsWith(prefix)) {
        ofFile.put(parameter.name().substring(prefix.length()), view);
      } else {
        root.parameter(parameter.name(), view);
      }
      offset += parameter.size();
    }
    for (Network.Buffer buffer : network.buffers()) {
      TensorView view = new TensorView(storage, offset, buffer.shape(), false);
      if (!prefix.isEmpty() && buffer.name().startsWith(prefix)) {
        ofFile.put(buffer.name().substring(prefix.length()), view);
      } else {
        root.buffer(buffer.name(), view);
      }
      offset += buffer.size();
    }
    network.included().ifPresent(part -> root.file(new FilePart(part.name(), part.file(), ofFile)));
    root.attribute("flat", new TensorView(storage, 0, new int[] {state.length}, false));
    root.methods(
        new ScriptTemplate("network.py")
            .with("layers", layers(network, freezing))
            .with("logits", network.output())
            .with("normalized", normalization.of("x"))
            .when("placed", !network.grids().isEmpty())
            .when("whole", branches == Branches.WHOLE && !network.dropRates().isEmpty())
            .fill());
    return root;
  }

  /** The same with {@link ScriptMethod#PREDICT}, which takes inputs as batches hold them. */
  static ScriptModule predicting(
      Network network,
      Normalization normalization,
      Branches branches,
      Freezing freezing,
      float[] state) {
    ScriptModule root = of(network, normalization, branches, freezing, state);
    root.methods(
        new ScriptTemplate("input.py")
            .with("normalized", normalization.of("z"))
            .when("images", network.input() == Network.Input.IMAGES)
            .when("padded", network.input() == Network.Input.PADDED_IMAGES)
            .when("vectors", network.input() == Network.Input.VECTORS)
            .fill());
    return root;
  }

  /** The statements with each layer's own mode. */
  private static String layers(Network network, Freezing freezing) {
    StringBuilder layers = new StringBuilder();
    for (int phase = 1; phase < freezing.phases(network); phase++) {
      layers.append(
          String.format(
              Locale.ROOT,
              "training_%1$d = torch.__and__(training, torch.le(%1$d, self.phase))\n",
              phase));
    }
    for (String statement : network.code()) {
      layers
          .append(
              MODE.matcher(statement)
                  .replaceAll(
                      layer -> {
                        int group = Integer.parseInt(layer.group(1));
                        int phase =
                            network.isOfBackbone(layer.group(2))
                                ? freezing.phase(network, group)
                                : 0;
                        return phase == 0 ? "training" : "training_" + phase;
                      }))
          .append('\n');
    }
    return layers.toString();
  }
}
