package io.lossbench.torch.script;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Everything that one trial calls, in one archive over one flat state (parameters, then running
 * statistics).
 *
 * <ul>
 *   <li>{@code allocate()}: makes the optimizer's moments and the moving average; call it once
 *       after loading
 *   <li>{@code step(x, y, hyper)}: one training step; x uint8 N x H x W x 3, y float32 N x C, hyper
 *       float32 [learning rate, momentum, share of the new weights in the moving average] on the
 *       CPU; returns [totals]
 *   <li>{@code share_logits(x)}, {@code shared_backward(logits)} and {@code update(hyper)}: the
 *       same in pieces, for a loss that is computed elsewhere; {@code shared_backward_more} adds
 *       the gradients of further rows of the batch to those of the first
 *   <li>{@code shared(size)}: the memory through which these logits and their gradient come and go,
 *       float32
 *   <li>{@code forget()}: drops gradients that were computed and not used
 *   <li>{@code totals_so_far()}, {@code reset_totals()}: float64 sums since the last reset: the
 *       loss; the probability of positives and their number; the probability that negatives are
 *       none, and their number. Reading them once an epoch spares the device a synchronisation a
 *       step
 *   <li>{@code upload(x, y)}: both where the network is
 *   <li>{@code predict(x)}: logits in evaluation mode; {@code train_forward(x)}: in training mode,
 *       and {@code probe(x, y)}: the gradients, computed and forgotten, to time them and to see
 *       whether they fit into memory
 *   <li>{@code loss(logits, y)}: value and gradient
 *   <li>{@code swap()}: exchanges the weights with their moving average
 *   <li>{@code state()}: [state, moving average, first moments, second moments, step count, loss
 *       state], live
 *   <li>{@code restore(...)}: the same six, copied in
 *   <li>{@code forward(x)}: logits for an input of float32 N x 3 x H x W, as the exported file has
 *       it
 * </ul>
 */
public final class TrainingScript {
  private final Network network;
  private final Recipe recipe;

  public TrainingScript(Network network, Recipe recipe) {
    this.network = network;
    this.recipe = recipe;
  }

  public Recipe recipe() {
    return recipe;
  }

  /**
   * The archive for training. {@code state} has the network's {@link Network#stateSize()} values.
   */
  public Archive training(float[] state) {
    ScriptModule root = NetworkModule.of(network, recipe.normalization(), state);
    Storage empty = new Storage(new float[0]);
    for (String name :
        List.of("ema", "m", "v", "t", "totals", "shared_logits", "shared_gradient")) {
      root.attribute(name, new TensorView(empty, 0, new int[] {0}, false));
    }
    lossState(root, recipe.lossState());
    for (String group : List.of("decayed", "plain")) {
      for (String list : List.of("_p", "_m", "_v", "_t")) {
        root.emptyTensorList(group + list);
      }
    }
    root.emptyTensorList("gradients");
    root.method(allocate());
    root.method(placedMethod());
    root.method(inputMethod());
    root.method(lossMethod(recipe.lossBody()));
    root.method(optimizeMethod());
    root.method(trackMethod());
    root.method(gradientMethod());
    root.method(backwardMethod("backward", "self.gradients", "torch.clear(self.gradients)", ""));
    root.method(
        backwardMethod(
            "backward_more",
            "more",
            "more = annotate(List[Tensor], [])",
            "    torch._foreach_add_(self.gradients, more, alpha=1)\n"));
    root.method(logitsMethod());
    root.method(updateMethod());
    root.method(stepMethod());
    root.method(
        String.format(
            Locale.ROOT,
            """
              def predict(self, x: Tensor) -> List[Tensor]:
                return [(self).network((self).input(x, ), False, )]
              def train_forward(self, x: Tensor) -> List[Tensor]:
                return [(self).network((self).input(x, ), True, )]
              def upload(self, x: Tensor, y: Tensor) -> List[Tensor]:
                return [(self).placed(x, ), (self).placed(y, )]
              def probe(self, x: Tensor, y: Tensor) -> List[Tensor]:
                logits = (self).logits(x, )
                losses = (self).loss(torch.detach(logits), (self).placed(y, ), )
                _b = (self).backward(logits, losses[1], )
                torch.clear(self.gradients)
                return [losses[0]]
              def forget(self, unused: Tensor) -> List[Tensor]:
                torch.clear(self.gradients)
                return [unused]
              def totals_so_far(self, unused: Tensor) -> List[Tensor]:
                return [torch.clone(self.totals)]
              def reset_totals(self, unused: Tensor) -> List[Tensor]:
                return [torch.zero_(self.totals)]
              def shares_memory(self, unused: Tensor) -> List[Tensor]:
                kept = torch.clone(torch.select(self.flat, 0, 0))
                _0 = torch.fill_(torch.select(self.flat, 0, 0), 12345.)
                changed = torch.select(torch.flatten(torch.detach(%s)), 0, 0)
                same = torch.to(torch.eq(changed, 12345.), 6)
                _1 = torch.copy_(torch.select(self.flat, 0, 0), kept)
                return [same]
              def swap(self, unused: Tensor) -> List[Tensor]:
                kept = torch.clone(self.flat)
                _0 = torch.copy_(self.flat, self.ema)
                _1 = torch.copy_(self.ema, kept)
                return [_1]
              def state(self, unused: Tensor) -> List[Tensor]:
                return [self.flat, self.ema, self.m, self.v, self.t, self.loss_state]
              def restore(self, s: Tensor, ema: Tensor, m: Tensor, v: Tensor, t: Tensor, l: Tensor) -> List[Tensor]:
                _0 = torch.copy_(self.flat, s)
                _1 = torch.copy_(self.ema, ema)
                _2 = torch.copy_(self.m, m)
                _3 = torch.copy_(self.v, v)
                _4 = torch.copy_(self.t, t)
                _5 = torch.copy_(self.loss_state, l)
                return [_0, _1, _2, _3, _4, _5]
            """,
            NetworkBuilder.path(network.parameters().get(0).name())));
    return new Archive(root);
  }

  /**
   * The archive for others: {@code forward(x)} gives logits for float32 N x 3 x H x W in 0..1.
   *
   * @param normalization as in {@link Recipe}
   */
  public static Archive export(Network network, String normalization, float[] state) {
    return new Archive(NetworkModule.of(network, normalization, state));
  }

  /**
   * An archive whose {@code loss(x, y)} gives value and gradient: for tests and benchmarks of a
   * loss alone.
   */
  public static Archive lossOnly(String lossBody, float[] lossState) {
    ScriptModule root = new ScriptModule();
    lossState(root, lossState);
    root.parameter("unused", new TensorView(new Storage(new float[1]), 0, new int[] {1}, true));
    root.method(lossMethod(lossBody));
    return new Archive(root);
  }

  private static void lossState(ScriptModule root, float[] values) {
    root.attribute(
        "loss_state", new TensorView(new Storage(values), 0, new int[] {values.length}, false));
  }

  private String allocate() {
    StringBuilder text =
        new StringBuilder("  def allocate(self, unused: Tensor) -> List[Tensor]:\n");
    int parameters = network.parameterCount();
    text.append("    self.ema = torch.clone(self.flat)\n");
    text.append("    self.m = torch.zeros_like(torch.narrow(self.flat, 0, 0, ")
        .append(parameters)
        .append("))\n");
    text.append("    self.v = torch.zeros_like(self.m)\n");
    text.append("    self.t = torch.zeros_like(torch.select(self.flat, 0, 0))\n");
    text.append("    self.totals = torch.repeat(torch.zeros_like(self.t, dtype=7), [5])\n");
    int offset = 0;
    for (Network.Parameter parameter : network.parameters()) {
      String group = parameter.decayed() ? "decayed" : "plain";
      String shape = Arrays.toString(parameter.shape());
      for (String list : List.of("p", "m", "v")) {
        String flat = list.equals("p") ? "flat" : list;
        text.append(
            String.format(
                Locale.ROOT,
                "    _%s%d = torch.append(self.%s_%s, torch.view(torch.narrow(self.%s, 0, %d, %d),"
                    + " %s))%n",
                list,
                offset,
                group,
                list,
                flat,
                offset,
                parameter.size(),
                shape));
      }
      text.append(
          String.format(
              Locale.ROOT, "    _t%d = torch.append(self.%s_t, self.t)%n", offset, group));
      offset += parameter.size();
    }
    return text.append("    return [self.flat]\n").toString();
  }

  /** A tensor of the processor where the network is; a graphics card is not waited for. */
  private static String placedMethod() {
    return """
          def placed(self, x: Tensor) -> Tensor:
            if ops.prim.is_cuda(self.flat):
              there = torch.to(torch.pin_memory(x, None), ops.prim.device(self.flat), ops.prim.dtype(x), True, False, None)
            else:
              there = x
            return there
        """;
  }

  private String inputMethod() {
    // N x H x W x 3 seen as N x 3 x H x W is the channels-last layout already: no copy.
    return "  def input(self, x: Tensor) -> Tensor:\n"
        + "    z = torch.div(torch.to(torch.permute((self).placed(x, ), [0, 3, 1, 2]), 6), 255.)\n"
        + "    return "
        + NetworkModule.normalized("z", recipe.normalization());
  }

  private static String lossMethod(String body) {
    return "  def loss(self, x: Tensor, y: Tensor) -> List[Tensor]:\n"
        + indented(body)
        + "    return [value, gradient]";
  }

  private String optimizeMethod() {
    return "  def optimize(self, ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs:"
        + " List[Tensor], ts: List[Tensor], lr: float, momentum: float, decayed: bool) ->"
        + " int:\n"
        + indented(recipe.optimizerBody())
        + "    return torch.len(ps)";
  }

  /** Sums up what the report plots: mean probabilities of the truth, by side. */
  private String trackMethod() {
    return String.format(
        Locale.ROOT,
        """
          def track(self, value: Tensor, x: Tensor, y: Tensor) -> Tensor:
            p = %s
            present = torch.to(torch.gt(y, 0.5), 6)
            absent = torch.to(torch.eq(y, 0.), 6)
            found = torch.stack([value, torch.sum(torch.mul(p, present)), torch.sum(present), torch.sum(torch.mul(torch.rsub(p, 1.), absent)), torch.sum(absent)])
            return torch.add_(self.totals, found)
        """,
        recipe.softmax() ? "torch.softmax(x, 1)" : "torch.sigmoid(x)");
  }

  private static String logitsMethod() {
    return """
      def logits(self, x: Tensor) -> Tensor:
        input = (self).input(x, )
        torch.set_grad_enabled(True)
        logits = (self).network(input, True, )
        torch.set_grad_enabled(False)
        return logits
      def shared(self, size: Tensor) -> List[Tensor]:
        self.shared_logits = torch.repeat(torch.zeros_like(self.t), [int(size)])
        self.shared_gradient = torch.zeros_like(self.shared_logits)
        return [self.shared_logits, self.shared_gradient]
      def share_logits(self, x: Tensor) -> List[Tensor]:
        logits = (self).logits(x, )
        _c = torch.copy_(torch.view_as(torch.narrow(self.shared_logits, 0, 0, torch.numel(logits)), logits), torch.detach(logits))
        return [logits]
      def shared_backward(self, logits: Tensor) -> List[Tensor]:
        return (self).backward(logits, torch.view_as(torch.narrow(self.shared_gradient, 0, 0, torch.numel(logits)), logits), )
      def shared_backward_more(self, logits: Tensor) -> List[Tensor]:
        return (self).backward_more(logits, torch.view_as(torch.narrow(self.shared_gradient, 0, 0, torch.numel(logits)), logits), )
    """;
  }

  /**
   * @param kept the list that the parameters' gradients are appended to
   * @param before statements before that
   * @param after statements after
   */
  private String backwardMethod(String name, String kept, String before, String after) {
    String parameters =
        network.parameters().stream()
            .map(p -> NetworkBuilder.path(p.name()))
            .collect(Collectors.joining(", "));
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "  def %s(self, logits: Tensor, gradient: Tensor) -> List[Tensor]:\n",
                name));
    text.append(
        String.format(
            Locale.ROOT,
            """
                torch.set_grad_enabled(True)
                found = torch.autograd.grad([logits], [%s], unchecked_cast(Optional[List[Optional[Tensor]]], annotate(List[Optional[Tensor]], [gradient])))
                torch.set_grad_enabled(False)
                %s
            """,
            parameters,
            before));
    for (int i = 0; i < network.parameters().size(); i++) {
      // The fused kernels walk raw memory, and autograd may hand back another layout than the
      // parameter's.
      text.append(
          String.format(
              Locale.ROOT,
              "    _g%d = torch.append(%s, torch.contiguous(unchecked_cast(Tensor, found[%d])))\n",
              i,
              kept,
              i));
    }
    return text.append(after).append("    return [gradient]").toString();
  }

  /** The loss in the engine: adds to the totals and returns the gradient at the logits. */
  private static String gradientMethod() {
    return """
      def gradient(self, logits: Tensor, y: Tensor, share: float) -> Tensor:
        targets = (self).placed(y, )
        losses = (self).loss(logits, targets, )
        _t = (self).track(torch.mul(losses[0], share), logits, targets, )
        return torch.mul(losses[1], share)
    """;
  }

  private String stepMethod() {
    StringBuilder text =
        new StringBuilder(
            "  def step(self, x: Tensor, y: Tensor, hyper: Tensor) -> List[Tensor]:\n");
    int parts = (recipe.batchSize() + recipe.microBatch() - 1) / recipe.microBatch();
    for (int part = 0; part < parts; part++) {
      int from = part * recipe.microBatch();
      int to = Math.min(recipe.batchSize(), from + recipe.microBatch());
      String rows = parts == 1 ? "%s" : "torch.slice(%s, 0, " + from + ", " + to + ", 1)";
      text.append(
          String.format(
              Locale.ROOT,
              """
                  logits%1$d = (self).logits(%2$s, )
                  gradient%1$d = (self).gradient(torch.detach(logits%1$d), %3$s, %4$s, )
                  _b%1$d = (self).backward%5$s(logits%1$d, gradient%1$d, )
              """,
              part,
              String.format(Locale.ROOT, rows, "x"),
              String.format(Locale.ROOT, rows, "y"),
              recipe.share(to - from),
              part == 0 ? "" : "_more"));
    }
    return text.append("    return (self).update(hyper, )").toString();
  }

  private String updateMethod() {
    StringBuilder text =
        new StringBuilder(
            """
              def update(self, hyper: Tensor) -> List[Tensor]:
                decayed = annotate(List[Tensor], [])
                plain = annotate(List[Tensor], [])
            """);
    for (int i = 0; i < network.parameters().size(); i++) {
      String group = network.parameters().get(i).decayed() ? "decayed" : "plain";
      text.append("    _g").append(i).append(" = torch.append(").append(group);
      text.append(", self.gradients[").append(i).append("])\n");
    }
    text.append(
        """
          torch.clear(self.gradients)
          _t = torch.add_(self.t, 1)
          lr = float(torch.select(hyper, 0, 0))
          momentum = float(torch.select(hyper, 0, 1))
          n0 = (self).optimize(self.decayed_p, decayed, self.decayed_m, self.decayed_v, self.decayed_t, lr, momentum, True, )
          n1 = (self).optimize(self.plain_p, plain, self.plain_m, self.plain_v, self.plain_t, lr, momentum, False, )
        """
            .indent(2));
    if (recipe.averages()) {
      text.append("    _e = torch.lerp_(self.ema, self.flat, float(torch.select(hyper, 0, 2)))\n");
    }
    return text.append("    return [self.totals]").toString();
  }

  private static String indented(String body) {
    return body.stripIndent().indent(4);
  }
}
