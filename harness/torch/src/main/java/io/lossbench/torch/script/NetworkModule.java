package io.lossbench.torch.script;

import java.util.Locale;

/** A network as a module of an archive: parameters and statistics over one flat storage. */
final class NetworkModule {
  private NetworkModule() {}

  /**
   * The module with {@code network(x, training)} and {@code forward(x)}.
   *
   * @param state the network's {@link Network#stateSize()} values
   */
  static ScriptModule of(Network network, String normalization, float[] state) {
    if (state.length != network.stateSize()) {
      throw new IllegalArgumentException(
          state.length + " values for a state of " + network.stateSize());
    }
    ScriptModule root = new ScriptModule();
    Storage storage = new Storage(state);
    int offset = 0;
    for (Network.Parameter parameter : network.parameters()) {
      root.parameter(parameter.name(), new TensorView(storage, offset, parameter.shape(), true));
      offset += parameter.size();
    }
    for (Network.Buffer buffer : network.buffers()) {
      root.buffer(buffer.name(), new TensorView(storage, offset, buffer.shape(), false));
      offset += buffer.size();
    }
    root.attribute("flat", new TensorView(storage, 0, new int[] {state.length}, false));
    StringBuilder method =
        new StringBuilder("  def network(self, x: Tensor, training: bool) -> Tensor:\n");
    network.code().forEach(line -> method.append("    ").append(line).append('\n'));
    root.method(method.append("    return ").append(network.output()).toString());
    root.method(
        "  def forward(self, x: Tensor) -> Tensor:\n    return (self).network("
            + normalized("x", normalization)
            + ", self.training, )");
    return root;
  }

  /** The expression that normalizes values in 0..1, as in {@link Recipe}. */
  static String normalized(String variable, String normalization) {
    return switch (normalization) {
      case "half" -> "torch.sub(torch.mul(" + variable + ", 2.), 1.)";
      case "imagenet" ->
          String.format(
              Locale.ROOT,
              "torch.div(torch.sub(%s, torch.view(torch.tensor([0.485, 0.456, 0.406], dtype=6,"
                  + " device=ops.prim.device(%s)), [1, 3, 1, 1])), torch.view(torch.tensor([0.229,"
                  + " 0.224, 0.225], dtype=6, device=ops.prim.device(%s)), [1, 3, 1, 1]))",
              variable,
              variable,
              variable);
      default -> variable;
    };
  }
}
