package io.lossbench.torch.loss;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lossbench.core.suite.CanonicalJson;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.kernel.LossKernel;
import io.lossbench.torch.kernel.LossTotals;
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
    return inEngine(
        known(targets) == flat(targets).length ? loss.bodyForKnownTargets() : loss.body(),
        loss,
        logits,
        targets);
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
    try (LossKernel kernel = new LossKernel(2)) {
      LossTotals totals =
          kernel.run(
              loss.family(loss.initialState()).orElseThrow(),
              loss.isMean() ? 1.0 / known(targets) : 1,
              FloatBuffer.wrap(x),
              flat(targets),
              0,
              gradient);
      return new LossEvaluation(totals.loss(), gradient.array());
    }
  }

  static LossEvaluation inEngine(String body, Loss loss, float[][] logits, float[][] targets) {
    Engine.start(2);
    try (LoadedArchive archive =
            LoadedArchive.load(
                TrainingScript.lossOnly(body, loss.initialState()),
                Path.of(System.getProperty("java.io.tmpdir")),
                Device.cpu());
        NDManager manager = archive.newManager()) {
      Shape shape = new Shape(logits.length, logits[0].length);
      NDList result =
          archive.call(
              "loss", manager.create(flat(logits), shape), manager.create(flat(targets), shape));
      return new LossEvaluation(result.get(0).getFloat(), result.get(1).toFloatArray());
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
    return new SuiteReader(Losses.onClasspath().definitions(), Path.of("../../datasets"))
        .read("test", suite, List.of())
        .losses()
        .get(0)
        .settings();
  }
}
