package io.lossbench.torch.train;

import static io.lossbench.torch.train.StepFixtures.CLASSES;
import static io.lossbench.torch.train.StepFixtures.ROWS;
import static io.lossbench.torch.train.StepFixtures.SGD;
import static io.lossbench.torch.train.StepFixtures.SIZE;
import static io.lossbench.torch.train.StepFixtures.architectures;
import static io.lossbench.torch.train.StepFixtures.batch;
import static io.lossbench.torch.train.StepFixtures.network;
import static io.lossbench.torch.train.StepFixtures.state;
import static io.lossbench.torch.train.StepFixtures.statistics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.plan.MovingAverage;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Recipe;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One call of the archive's training step against plain float64: forward, backward, optimizer,
 * moving average.
 */
class TrainingStepTest {
  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private static double[][][][] pixels(Batch batch) {
    double[][][][] x = new double[ROWS][3][SIZE][SIZE];
    for (int n = 0; n < ROWS; n++) {
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          for (int c = 0; c < 3; c++) {
            x[n][c][i][j] =
                (batch.inputs().get(((n * SIZE + i) * SIZE + j) * 3 + c) & 0xFF) / 255.0;
          }
        }
      }
    }
    return x;
  }

  private static double loss(double[][] logits, Batch batch) {
    double sum = 0;
    for (int n = 0; n < ROWS; n++) {
      for (int c = 0; c < CLASSES; c++) {
        double x = logits[n][c];
        sum +=
            Math.log1p(Math.exp(-Math.abs(x)))
                + Math.max(x, 0)
                - x * batch.targets()[n * CLASSES + c];
      }
    }
    return sum;
  }

  private static double plainLoss(
      StepFixtures.Architecture architecture, double[] parameters, Batch batch) {
    return loss(
        architecture.plain().apply(new ReferenceLayers(parameters)).apply(pixels(batch)), batch);
  }

  @ParameterizedTest
  @MethodSource("io.lossbench.torch.train.StepFixtures#architectures")
  void lossAndGradientsEqualFloat64(StepFixtures.Architecture architecture) {
    Network network = network(architecture, Dtype.FLOAT32);
    float[] state = state(network, 5);
    Batch batch = batch(9);
    try (TrialModel model = StepFixtures.model(folder, network, state, SGD, Recipe.Average.NONE)) {
      model.resetTotals();
      // With a rate of 1 and neither momentum nor decay, the step is the gradient.
      model.step(batch, new Schedule.Rates(1, 0), 0.1);
      float[] after = model.snapshot().state();
      double[] parameters = new double[network.parameterCount()];
      Arrays.setAll(parameters, i -> state[i]);
      assertThat(model.totals().loss())
          .isCloseTo(plainLoss(architecture, parameters, batch), within(1e-4));
      for (int i = 0; i < parameters.length; i++) {
        double gradient = centralDifference(architecture, parameters, batch, i);
        assertThat((double) state[i] - after[i])
            .as("parameter %d", i)
            .isCloseTo(gradient, within(2e-4));
      }
    }
  }

  private static double centralDifference(
      StepFixtures.Architecture architecture, double[] parameters, Batch batch, int i) {
    double h = 1e-5;
    double kept = parameters[i];
    parameters[i] = kept + h;
    double above = plainLoss(architecture, parameters, batch);
    parameters[i] = kept - h;
    double below = plainLoss(architecture, parameters, batch);
    parameters[i] = kept;
    return (above - below) / (2 * h);
  }

  @Test
  void runningStatisticsFollowTheBatchAndServeInEvaluation() {
    StepFixtures.Architecture architecture =
        architectures().filter(a -> a.name().startsWith("batch")).findFirst().orElseThrow();
    Network network = network(architecture, Dtype.FLOAT32);
    float[] state = state(network, 5);
    Batch batch = batch(9);
    double[] parameters = new double[network.parameterCount()];
    Arrays.setAll(parameters, i -> state[i]);
    ReferenceLayers plain = new ReferenceLayers(parameters);
    double[][] statistics = statistics(4);
    plain.batchNorm(plain.convolution(pixels(batch), 4, 3, 1, 1), statistics);
    try (TrialModel model = StepFixtures.model(folder, network, state, SGD, Recipe.Average.NONE)) {
      model.step(batch, new Schedule.Rates(0, 0), 0.1);
      float[] after = model.snapshot().state();
      for (int c = 0; c < 4; c++) {
        assertThat((double) after[network.parameterCount() + c])
            .isCloseTo(.9 + .1 * statistics[0][c], within(1e-5));
        assertThat((double) after[network.parameterCount() + 4 + c])
            .isCloseTo(.9 + .1 * statistics[1][c], within(1e-5));
      }
      float[] before = model.predict(batch);
      assertThat(model.predict(batch)).isEqualTo(before);
      assertThat(model.snapshot().state()).isEqualTo(after);
    }
  }

  /** Momentum and rate change each step, as under a one-cycle schedule. */
  @ParameterizedTest
  @MethodSource("io.lossbench.torch.train.StepFixtures#optimizers")
  void everyOptimizerStepsAsPyTorchDocumentsIt(Settings optimizer) {
    StepFixtures.Architecture architecture = architectures().findFirst().orElseThrow();
    Network network = network(architecture, Dtype.FLOAT32);
    float[] state = state(network, 6);
    int size = network.parameterCount();
    double[] p = new double[size];
    Arrays.setAll(p, i -> state[i]);
    double[] ema = p.clone();
    double[] m = new double[size];
    double[] v = new double[size];
    boolean[] decayed = new boolean[size];
    int offset = 0;
    for (Network.Parameter parameter : network.parameters()) {
      Arrays.fill(decayed, offset, offset + parameter.size(), parameter.shape().length > 1);
      offset += parameter.size();
    }
    try (TrialModel model =
        StepFixtures.model(folder, network, state, optimizer, Recipe.Average.EXPONENTIAL)) {
      for (int t = 1; t <= 6; t++) {
        Batch batch = batch(t);
        Schedule.Rates rates = new Schedule.Rates(0.02 * t, 0.95 - 0.02 * t);
        double[] gradient = new double[size];
        for (int i = 0; i < size; i++) {
          gradient[i] = centralDifference(architecture, p, batch, i);
        }
        for (int i = 0; i < size; i++) {
          double decay = decayed[i] ? optimizer.number("weight-decay") : 0;
          p[i] = oracleStep(optimizer, rates, t, p[i], gradient[i], decay, m, v, i);
          ema[i] = decay(t) * ema[i] + (1 - decay(t)) * p[i];
        }
        model.step(batch, rates, 1 - new MovingAverage(0.4, true).decay(t));
        Snapshot snapshot = model.snapshot();
        for (int i = 0; i < size; i++) {
          assertThat((double) snapshot.state()[i])
              .as("step %d, parameter %d", t, i)
              .isCloseTo(p[i], within(3e-4));
          assertThat((double) snapshot.ema()[i])
              .as("step %d, average %d", t, i)
              .isCloseTo(ema[i], within(3e-4));
        }
      }
    }
  }

  /** As TensorFlow documents it: 2/11, 3/12, 4/13, 5/14, and from then on 0.4. */
  private static double decay(int t) {
    return t == 1 ? 2 / 11.0 : t == 2 ? 3 / 12.0 : t == 3 ? 4 / 13.0 : t == 4 ? 5 / 14.0 : 0.4;
  }

  /** torch.optim's documented algorithms, one parameter. */
  private static double oracleStep(
      Settings optimizer,
      Schedule.Rates rates,
      int t,
      double p,
      double g,
      double decay,
      double[] m,
      double[] v,
      int i) {
    double lr = rates.learningRate();
    double momentum = rates.momentum();
    if (optimizer.text("type").equals("sgd")) {
      g += decay * p;
      m[i] = t == 1 ? g : momentum * m[i] + g;
      return p - lr * (optimizer.flag("nesterov") ? g + momentum * m[i] : m[i]);
    }
    if (optimizer.text("type").equals("adamw")) {
      p -= lr * decay * p;
    } else {
      g += decay * p;
    }
    double beta2 = optimizer.number("beta2");
    m[i] = momentum * m[i] + (1 - momentum) * g;
    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
    double mHat = m[i] / (1 - Math.pow(momentum, t));
    double vHat = v[i] / (1 - Math.pow(beta2, t));
    return p - lr * mHat / (Math.sqrt(vHat) + optimizer.number("eps"));
  }
}
