package io.lossbench.torch.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensor;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Adaptive asymmetry: the controller step by step, and what it is for. */
class AdaptiveLossTest {
  private static final int ROWS = 16;
  private static final int CLASSES = 20;

  private static Settings settings(Map<String, Object> written) {
    return LossEvaluation.settings(written);
  }

  private static LoadedArchive load(Loss loss) {
    Engine.start(2);
    return LoadedArchive.load(
        TrainingScript.lossOnly(loss.script()),
        Path.of(System.getProperty("java.io.tmpdir")),
        Device.CPU);
  }

  /** The formulas of AdaptiveAsymmetricLoss in float64, written again. */
  @Test
  void gammaNegFollowsTheGapAndTheLossIsAslWithIt() {
    Settings settings =
        settings(
            Map.of(
                "type",
                "asl-adaptive",
                "gap-target",
                0.3,
                "rate",
                0.5,
                "start-gamma-neg",
                2,
                "margin",
                0.05));
    Loss loss = Losses.onClasspath().create(settings);
    SplitMix64 generator = new SplitMix64(8);
    double gamma = 2;
    double positive = 0;
    double negative = 0;
    try (LoadedArchive archive = load(loss);
        Tensors tensors = archive.tensors()) {
      for (int step = 0; step < 8; step++) {
        float[] x = new float[ROWS * CLASSES];
        float[] y = new float[x.length];
        double expected = 0;
        double[] sums = new double[2];
        int[] counts = new int[2];
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) (2 * generator.nextGaussian());
          // The third batch has no positives, and every batch some unknown pairs.
          y[i] =
              generator.nextInt(10) == 0 ? -1 : step == 2 ? 0 : generator.nextInt(5) == 0 ? 1 : 0;
          if (y[i] >= 0) {
            int side = (int) y[i];
            expected += LossOracle.asl(x[i], x[i], side, gamma, 0, 0.05, 1e-8);
            sums[side] += LossOracle.sigmoid(side == 1 ? x[i] : -x[i]);
            counts[side]++;
          }
        }
        List<Tensor> result =
            tensors.call(
                ScriptMethod.LOSS,
                tensors.floats(x, ROWS, CLASSES),
                tensors.floats(y, ROWS, CLASSES));
        assertThat((double) result.get(0).value())
            .as("step %d", step)
            .isCloseTo(expected, within(1e-4 * expected));
        double nowNegative = sums[0] / counts[0];
        negative = step == 0 ? nowNegative : 0.9 * negative + 0.1 * nowNegative;
        if (counts[1] > 0) {
          double nowPositive = sums[1] / counts[1];
          positive = step == 0 ? nowPositive : 0.9 * positive + 0.1 * nowPositive;
        }
        gamma = Math.max(0, gamma + 0.5 * (0.3 - (positive - negative)));
      }
    }
    assertThat(gamma).isGreaterThan(2.5);
  }

  /**
   * Logits that move against the gradient, positives few: the gap comes to the target, from below
   * and from above. With the sign the other way round it would run off.
   */
  @Test
  void theGapComesToTheTarget() {
    for (double target : new double[] {0, 0.2}) {
      Settings settings =
          settings(
              Map.of("type", "asl-adaptive", "gap-target", target, "rate", 0.2, "average", 0.5));
      Loss loss = Losses.onClasspath().create(settings);
      SplitMix64 generator = new SplitMix64(3);
      float[] y = new float[400];
      // Every fifth label is positive, of ten groups that share a logit: it cannot be fitted.
      for (int i = 0; i < y.length; i++) {
        y[i] = generator.nextInt(5) == 0 ? 1 : 0;
      }
      float[] logits = new float[10];
      double gap = 0;
      try (LoadedArchive archive = load(loss);
          Tensors tensors = archive.tensors()) {
        for (int step = 0; step < 400; step++) {
          float[] x = new float[y.length];
          double[] sums = new double[2];
          int[] counts = new int[2];
          for (int i = 0; i < x.length; i++) {
            x[i] = logits[i % 10];
            int side = (int) y[i];
            sums[side] += LossOracle.sigmoid(side == 1 ? x[i] : -x[i]);
            counts[side]++;
          }
          gap = sums[1] / counts[1] - sums[0] / counts[0];
          List<Tensor> result =
              tensors.call(ScriptMethod.LOSS, tensors.floats(x, 20, 20), tensors.floats(y, 20, 20));
          float[] gradient = result.get(1).floats();
          for (int i = 0; i < x.length; i++) {
            logits[i % 10] -= 0.05f * gradient[i];
          }
        }
      }
      assertThat(gap).as("target %s", target).isCloseTo(target, within(0.02));
    }
  }
}
