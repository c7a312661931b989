package io.lossbench.torch.loss;

import io.lossbench.core.suite.CanonicalJson;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensor;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.kernel.LossKernel;
import io.lossbench.torch.kernel.LossTotals;
import io.lossbench.torch.script.LossScript;
import io.lossbench.torch.script.Reduction;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A loss run as a trial runs it. */
public record LossEvaluation(double value, float[] gradient) {
  /** What computes it. */
  enum Where {
    ENGINE,
    PROCESSOR
  }

  static LossEvaluation of(Where where, Settings settings, float[][] logits, float[][] targets) {
    return of(where, Losses.onClasspath().create(settings), logits, targets);
  }

  static LossEvaluation of(Where where, Loss loss, float[][] logits, float[][] targets) {
    return where == Where.PROCESSOR
        ? onProcessor(loss, logits, targets)
        : inEngine(loss, logits, targets);
  }

  static LossEvaluation inEngine(Settings settings, float[][] logits, float[][] targets) {
    return inEngine(Losses.onClasspath().create(settings), logits, targets);
  }

  /** In the form for known targets where all are known, as a trial chooses it. */
  static LossEvaluation inEngine(Loss loss, float[][] logits, float[][] targets) {
    boolean known = known(targets) == flat(targets).length;
    return inEngine(known ? loss.scriptForKnownTargets() : loss.script(), logits, targets);
  }

  private static int known(float[][] targets) {
    int known = 0;
    for (float target : flat(targets)) {
      known += target >= 0 ? 1 : 0;
    }
    return known;
  }

  private static LossEvaluation onProcessor(Loss loss, float[][] logits, float[][] targets) {
    float[] x = flat(logits);
    FloatBuffer gradient = FloatBuffer.allocate(x.length);
    try (LossKernel kernel = new LossKernel(2, Long.MAX_VALUE)) {
      LossTotals totals =
          kernel.run(
              loss.family(loss.initialState()).orElseThrow(),
              loss.reduction() == Reduction.MEAN ? 1.0 / known(targets) : 1,
              FloatBuffer.wrap(x),
              flat(targets),
              0,
              gradient);
      return new LossEvaluation(totals.loss(), gradient.array());
    }
  }

  static LossEvaluation inEngine(LossScript loss, float[][] logits, float[][] targets) {
    Engine.start(2);
    try (LoadedArchive archive =
            LoadedArchive.load(
                TrainingScript.lossOnly(loss),
                Path.of(System.getProperty("java.io.tmpdir")),
                Device.CPU);
        Tensors tensors = archive.tensors()) {
      int rows = logits.length;
      int classes = logits[0].length;
      List<Tensor> result =
          tensors.call(
              ScriptMethod.LOSS,
              tensors.floats(flat(logits), rows, classes),
              tensors.floats(flat(targets), rows, classes));
      return new LossEvaluation(result.get(0).value(), result.get(1).floats());
    }
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }

  /** The settings of a loss as a suite gives them, defaults filled in. */
  public static Settings settings(Map<String, ?> written) {
    String suite =
        CanonicalJson.of(
            Map.of(
                "suite", "test",
                "datasets", List.of("generated-scenes"),
                "backbones", Map.of("b", Map.of("type", "resnet20")),
                "losses", Map.of("l", written)));
    return new SuiteReader(
            Losses.onClasspath().extend(Definitions.builtIn()), Path.of("../../datasets"))
        .read("test", suite, List.of())
        .losses()
        .get(0)
        .settings();
  }
}
