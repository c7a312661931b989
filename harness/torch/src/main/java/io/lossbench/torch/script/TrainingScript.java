package io.lossbench.torch.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that one trial calls in the engine, in one archive over one flat state (parameters,
 * then running statistics): {@code network.py}, {@code input.py}, {@code loss.py} and {@code
 * training.py}, filled in for a network and a recipe.
 */
public final class TrainingScript {
  private final Network network;
  private final Recipe recipe;

  public TrainingScript(Network network, Recipe recipe) {
    this.network = network;
    this.recipe = recipe;
  }

  public Network network() {
    return network;
  }

  public Recipe recipe() {
    return recipe;
  }

  /**
   * The archive for training, with the methods of {@link ScriptMethod}.
   *
   * @param state the network's {@link Network#stateSize()} values
   */
  public Archive training(float[] state) {
    ScriptModule root =
        NetworkModule.predicting(
            network,
            recipe.normalization(),
            NetworkModule.Branches.DROPPED,
            recipe.update().freezing(),
            state);
    Storage empty = new Storage(new float[0]);
    for (String name :
        List.of("ema", "m", "v", "t", "totals", "shared_logits", "shared_gradient")) {
      root.attribute(name, new TensorView(empty, 0, new int[] {0}, false));
    }
    if (drops()) {
      root.attribute("kept", new TensorView(empty, 0, new int[] {0}, false));
    }
    addLoss(root, recipe.loss());
    List<ParameterGroup> groups = ParameterGroup.of(network, recipe.update());
    for (ParameterGroup group : groups) {
      for (String list : List.of("_p", "_m", "_v", "_t")) {
        root.emptyTensorList(group.name() + list);
      }
    }
    root.emptyTensorList("trained");
    root.emptyTensorList("gradients");
    root.number("phase", 0);
    Clipping clipping = recipe.update().clipping();
    root.methods(
        new ScriptTemplate("training.py")
            .with("trained", network.parameterCount())
            .with("phases", recipe.update().freezing().phases(network))
            .with("first", TensorPath.of(network.parameters().get(0).name()))
            .with("optimizer", recipe.update().optimizer())
            .with("value_limit", clipping.value())
            .with("norm_limit", clipping.norm())
            .with("tracked", recipe.tracking().body())
            .with("sums", String.join(", ", recipe.tracking().sums()))
            .with("totals", 1 + recipe.tracking().sums().size())
            .when("value_clipped", clipping.limitsValues())
            .when("norm_clipped", clipping.limitsNorm())
            .with("keep_all", drops() ? "kept = self.kept" : "")
            .with("kept_all", drops() ? "self.kept = kept" : "")
            .with("kept_at_first", drops() ? allKept() : "")
            .when("dropped", drops())
            .when("averaged", recipe.average() == Recipe.Average.EXPONENTIAL)
            .forEach("parameter", ParameterGroup.parameters(network, groups))
            .forEach("group", ParameterGroup.rows(groups))
            .forEach("part", parts())
            .fill());
    return new Archive(root);
  }

  /**
   * The archive for others: {@code forward(x)} gives logits for float32 N x 3 x H x W in 0..1, or
   * for vectors N x C.
   */
  public static Archive export(Network network, Normalization normalization, float[] state) {
    return new Archive(
        NetworkModule.of(
            network, normalization, NetworkModule.Branches.WHOLE, Freezing.NONE, state));
  }

  /** An archive with {@link ScriptMethod#PREDICT} alone. */
  public static Archive predicting(Network network, Normalization normalization, float[] state) {
    return new Archive(
        NetworkModule.predicting(
            network, normalization, NetworkModule.Branches.WHOLE, Freezing.NONE, state));
  }

  /** An archive with {@link ScriptMethod#PREDICT} and {@link ScriptMethod#REACHED}. */
  public static Archive trying(Network network, float[] state) {
    ScriptModule root =
        NetworkModule.predicting(
            network, Normalization.NONE, NetworkModule.Branches.WHOLE, Freezing.NONE, state);
    List<Map<String, Object>> parameters = new ArrayList<>();
    for (Network.Parameter parameter : network.parameters()) {
      parameters.add(Map.of("index", parameters.size(), "path", TensorPath.of(parameter.name())));
    }
    root.methods(new ScriptTemplate("reached.py").forEach("parameter", parameters).fill());
    return new Archive(root);
  }

  /** An archive with {@link ScriptMethod#LOSS} alone, for tests and benchmarks of a loss. */
  public static Archive lossOnly(LossScript loss) {
    ScriptModule root = new ScriptModule();
    root.parameter("unused", new TensorView(new Storage(new float[1]), 0, new int[] {1}, true));
    addLoss(root, loss);
    return new Archive(root);
  }

  private static void addLoss(ScriptModule root, LossScript loss) {
    Storage state = new Storage(loss.state());
    root.attribute("loss_state", new TensorView(state, 0, new int[] {loss.state().length}, false));
    root.methods(new ScriptTemplate("loss.py").with("loss", loss.body()).fill());
  }

  private boolean drops() {
    return !network.dropRates().isEmpty();
  }

  private String allKept() {
    return "self.kept = torch.repeat(torch.ones_like(torch.select(self.t, 0, 0)), ["
        + network.dropRates().size()
        + ", "
        + recipe.batching().batchSize()
        + "])";
  }

  /** The rows of a batch that go through the network at once, part by part. */
  private List<Map<String, Object>> parts() {
    List<Map<String, Object>> rows = new ArrayList<>();
    int batch = recipe.batching().batchSize();
    int microBatch = recipe.batching().microBatch();
    boolean whole = microBatch == batch;
    for (int from = 0; from < batch; from += microBatch) {
      int to = Math.min(batch, from + microBatch);
      String slice = "torch.slice(%s, 0, " + from + ", " + to + ", 1)";
      rows.add(
          Map.of(
              "part", rows.size(),
              "x", whole ? "x" : slice.replace("%s", "x"),
              "y", whole ? "y" : slice.replace("%s", "y"),
              "share", recipe.share(to - from),
              "more", from == 0 ? "" : "_more",
              "keep",
                  drops() && !whole
                      ? "self.kept = torch.slice(kept, 1, " + from + ", " + to + ", 1)"
                      : ""));
    }
    return rows;
  }
}
