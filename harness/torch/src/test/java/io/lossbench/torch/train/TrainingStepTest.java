package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizer;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import io.lossbench.torch.script.TrainingScript;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One call of the archive's training step against plain float64: forward, backward, optimizer,
 * moving average.
 */
class TrainingStepTest {
  private static final int ROWS = 3;
  private static final int SIZE = 6;
  private static final int CLASSES = 2;
  private static final Settings SGD =
      Settings.of(Map.of("type", "sgd", "weight-decay", 0.0, "momentum", 0.0, "nesterov", false));

  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private static Batch batch(long seed) {
    SplitMix64 generator = new SplitMix64(seed);
    ByteBuffer images = ByteBuffer.allocateDirect(ROWS * SIZE * SIZE * 3);
    while (images.hasRemaining()) {
      images.put((byte) generator.nextInt(256));
    }
    float[] targets = new float[ROWS * CLASSES];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = generator.nextInt(2);
    }
    return new Batch(ROWS, SIZE, CLASSES, images.flip(), targets);
  }

  private static double[][][][] pixels(Batch batch) {
    double[][][][] x = new double[ROWS][3][SIZE][SIZE];
    for (int n = 0; n < ROWS; n++) {
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          for (int c = 0; c < 3; c++) {
            x[n][c][i][j] =
                (batch.images().get(((n * SIZE + i) * SIZE + j) * 3 + c) & 0xFF) / 255.0;
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

  /** A network written for the engine and again in plain float64. */
  record Architecture(
      String name,
      Function<NetworkBuilder, Value> engine,
      Function<ReferenceLayers, Function<double[][][][], double[][]>> plain) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static double[][] statistics(int channels) {
    return new double[2][channels];
  }

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Architecture(
            "convolution with stride and padding",
            l ->
                l.linear(
                    "fc",
                    l.globalAveragePool(l.relu(l.convolution("c", l.input(), 4, 3, 2, 1))),
                    CLASSES),
            r -> x -> r.head(ReferenceLayers.relu(r.convolution(x, 4, 3, 2, 1)), CLASSES)),
        new Architecture(
            "batch normalisation in training mode",
            l ->
                l.linear(
                    "fc",
                    l.globalAveragePool(
                        l.relu(l.batchNorm("b", l.convolution("c", l.input(), 4, 3, 1, 1)))),
                    CLASSES),
            r ->
                x ->
                    r.head(
                        ReferenceLayers.relu(
                            r.batchNorm(r.convolution(x, 4, 3, 1, 1), statistics(4))),
                        CLASSES)),
        new Architecture(
            "max pool",
            l ->
                l.linear(
                    "fc",
                    l.globalAveragePool(
                        l.maxPool(l.convolution("c", l.input(), 3, 1, 1, 0), 3, 2, 1)),
                    CLASSES),
            r ->
                x ->
                    r.head(
                        ReferenceLayers.maxPool(r.convolution(x, 3, 1, 1, 0), 3, 2, 1), CLASSES)),
        new Architecture(
            "residual with a projection",
            l -> {
              Value stem = l.convolution("a", l.input(), 4, 3, 1, 1);
              Value shortcut = l.convolution("b", stem, 6, 1, 2, 0);
              Value inner = l.batchNorm("n", l.convolution("c", stem, 6, 3, 2, 1));
              return l.linear("fc", l.globalAveragePool(l.relu(l.add(inner, shortcut))), CLASSES);
            },
            r ->
                x -> {
                  double[][][][] stem = r.convolution(x, 4, 3, 1, 1);
                  double[][][][] shortcut = r.convolution(stem, 6, 1, 2, 0);
                  double[][][][] inner =
                      r.batchNorm(r.convolution(stem, 6, 3, 2, 1), statistics(6));
                  return r.head(
                      ReferenceLayers.relu(ReferenceLayers.add(inner, shortcut)), CLASSES);
                }),
        new Architecture(
            "parameter-free shortcut",
            l -> {
              Value stem = l.relu(l.convolution("a", l.input(), 3, 3, 1, 1));
              Value shortcut = l.subsampleAndPad(stem, 5);
              Value inner = l.convolution("c", stem, 5, 3, 2, 1);
              return l.linear("fc", l.globalAveragePool(l.relu(l.add(inner, shortcut))), CLASSES);
            },
            r ->
                x -> {
                  double[][][][] stem = ReferenceLayers.relu(r.convolution(x, 3, 3, 1, 1));
                  double[][][][] inner = r.convolution(stem, 5, 3, 2, 1);
                  return r.head(
                      ReferenceLayers.relu(
                          ReferenceLayers.add(inner, ReferenceLayers.subsampleAndPad(stem, 5))),
                      CLASSES);
                }));
  }

  private static Network network(Architecture architecture, boolean bf16) {
    NetworkBuilder layers = new NetworkBuilder(bf16);
    return layers.build(architecture.engine().apply(layers));
  }

  private static float[] state(Network network, long seed) {
    SplitMix64 generator = new SplitMix64(seed);
    float[] state = new float[network.stateSize()];
    for (int i = 0; i < state.length; i++) {
      state[i] = (float) (0.5 * generator.nextGaussian());
    }
    Arrays.fill(state, network.parameterCount(), state.length, 1f);
    return state;
  }

  private static Loss bce(String reduction) {
    return Losses.onClasspath().create(Settings.of(Map.of("type", "bce", "reduction", reduction)));
  }

  private TrialModel model(Network network, float[] state, Settings optimizer, double ema) {
    return model(network, state, optimizer, ema, bce("sum"), ROWS);
  }

  private TrialModel model(
      Network network, float[] state, Settings optimizer, double ema, Loss loss, int microBatch) {
    TrainingScript script =
        new TrainingScript(
            network, Recipes.of(loss, Optimizer.of(optimizer).body(), ema, ROWS, microBatch));
    return new TrialModel(script, state, folder, Device.cpu());
  }

  private static double plainLoss(Architecture architecture, double[] parameters, Batch batch) {
    return loss(
        architecture.plain().apply(new ReferenceLayers(parameters)).apply(pixels(batch)), batch);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void lossAndGradientsEqualFloat64(Architecture architecture) {
    Network network = network(architecture, false);
    float[] state = state(network, 5);
    Batch batch = batch(9);
    try (TrialModel model = model(network, state, SGD, 0)) {
      model.resetTotals();
      // With a rate of 1 and neither momentum nor decay, the step is the gradient.
      model.step(batch, new Schedule.Rates(1, 0));
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
      Architecture architecture, double[] parameters, Batch batch, int i) {
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
    Architecture architecture =
        architectures().filter(a -> a.name().startsWith("batch")).findFirst().orElseThrow();
    Network network = network(architecture, false);
    float[] state = state(network, 5);
    Batch batch = batch(9);
    double[] parameters = new double[network.parameterCount()];
    Arrays.setAll(parameters, i -> state[i]);
    ReferenceLayers plain = new ReferenceLayers(parameters);
    double[][] statistics = statistics(4);
    plain.batchNorm(plain.convolution(pixels(batch), 4, 3, 1, 1), statistics);
    try (TrialModel model = model(network, state, SGD, 0)) {
      model.step(batch, new Schedule.Rates(0, 0));
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

  static Stream<Settings> optimizers() {
    return Stream.of(
        Settings.of(
            Map.of("type", "adam", "weight-decay", 0.1, "beta1", 0.9, "beta2", 0.99, "eps", 1e-6)),
        Settings.of(
            Map.of("type", "adamw", "weight-decay", 0.1, "beta1", 0.9, "beta2", 0.99, "eps", 1e-6)),
        Settings.of(Map.of("type", "sgd", "weight-decay", 0.1, "momentum", 0.9, "nesterov", true)),
        Settings.of(
            Map.of("type", "sgd", "weight-decay", 0.1, "momentum", 0.9, "nesterov", false)));
  }

  /** Momentum and rate change each step, as under a one-cycle schedule. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimizerStepsAsPyTorchDocumentsIt(Settings optimizer) {
    Architecture architecture = architectures().findFirst().orElseThrow();
    Network network = network(architecture, false);
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
    try (TrialModel model = model(network, state, optimizer, 0.9)) {
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
          ema[i] = 0.9 * ema[i] + 0.1 * p[i];
        }
        model.step(batch, rates);
        TrialModel.Snapshot snapshot = model.snapshot();
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

  @Test
  void swapExchangesWeightsAndAverageAndBackAgain() {
    Network network = network(architectures().findFirst().orElseThrow(), false);
    try (TrialModel model = model(network, state(network, 1), SGD, 0.9)) {
      model.step(batch(1), new Schedule.Rates(0.1, 0));
      TrialModel.Snapshot before = model.snapshot();
      model.swap();
      assertThat(model.snapshot().state()).isEqualTo(before.ema()).isNotEqualTo(before.state());
      assertThat(model.snapshot().ema()).isEqualTo(before.state());
      model.swap();
      assertThat(model.snapshot().state()).isEqualTo(before.state());
    }
  }

  @Test
  void aRestoredModelGoesOnToTheSameBits() {
    Network network = network(architectures().skip(1).findFirst().orElseThrow(), false);
    Settings adam = optimizers().findFirst().orElseThrow();
    TrialModel.Snapshot half;
    TrialModel.Snapshot whole;
    try (TrialModel model = model(network, state(network, 1), adam, 0.9)) {
      model.step(batch(1), new Schedule.Rates(0.1, 0.9));
      half = model.snapshot();
      model.step(batch(2), new Schedule.Rates(0.1, 0.8));
      whole = model.snapshot();
    }
    try (TrialModel model = model(network, state(network, 2), adam, 0.9)) {
      model.restore(half);
      model.step(batch(2), new Schedule.Rates(0.1, 0.8));
      assertThat(model.snapshot()).usingRecursiveComparison().isEqualTo(whole);
    }
  }

  @Test
  void bfloat16StaysNearFloat32AndKeepsFloat32Weights() {
    Architecture architecture = architectures().skip(3).findFirst().orElseThrow();
    Batch batch = batch(3);
    double[] losses = new double[2];
    for (int precision = 0; precision < 2; precision++) {
      Network network = network(architecture, precision == 1);
      try (TrialModel model = model(network, state(network, 4), SGD, 0)) {
        model.resetTotals();
        model.step(batch, new Schedule.Rates(0.01, 0));
        model.step(batch, new Schedule.Rates(0.01, 0));
        losses[precision] = model.totals().loss();
      }
    }
    assertThat(losses[1]).isCloseTo(losses[0], within(0.03 * losses[0])).isNotEqualTo(losses[0]);
  }

  /** Without batch normalisation the parts of a batch know nothing of each other. */
  @ParameterizedTest
  @CsvSource({"sum, 1", "sum, 2", "mean, 1", "mean, 2"})
  void microBatchesAddUpToTheBatch(String reduction, int microBatch) {
    Network network = network(architectures().findFirst().orElseThrow(), false);
    Settings adam = optimizers().findFirst().orElseThrow();
    TrialModel.Snapshot[] ends = new TrialModel.Snapshot[2];
    double[] losses = new double[2];
    for (int i = 0; i < 2; i++) {
      int rows = i == 0 ? ROWS : microBatch;
      try (TrialModel model = model(network, state(network, 1), adam, 0.9, bce(reduction), rows)) {
        model.resetTotals();
        model.step(batch(1), new Schedule.Rates(0.1, 0.9));
        model.step(batch(2), new Schedule.Rates(0.1, 0.8));
        ends[i] = model.snapshot();
        losses[i] = model.totals().loss();
      }
    }
    assertThat(losses[1]).isCloseTo(losses[0], within(1e-5));
    assertThat(ends[1].state()).containsExactly(ends[0].state(), within(1e-5f));
    assertThat(ends[1].steps()).isEqualTo(ends[0].steps());
  }

  @Test
  void totalsAreTheMeanProbabilitiesOfTheTruth() {
    Network network = network(architectures().findFirst().orElseThrow(), false);
    Batch batch = batch(1);
    try (TrialModel model = model(network, state(network, 1), SGD, 0)) {
      float[] logits = model.predict(batch);
      double[] sums = new double[2];
      int[] counts = new int[2];
      for (int i = 0; i < logits.length; i++) {
        int side = (int) batch.targets()[i];
        double p = 1 / (1 + Math.exp(-logits[i]));
        sums[side] += side == 1 ? p : 1 - p;
        counts[side]++;
      }
      model.resetTotals();
      model.step(batch, new Schedule.Rates(0, 0));
      assertThat(model.totals().positiveProbability()).isCloseTo(sums[1] / counts[1], within(1e-5));
      assertThat(model.totals().negativeProbability()).isCloseTo(sums[0] / counts[0], within(1e-5));
    }
  }

  @Test
  void theMemoryOfALossIsPartOfTheModel() {
    Network network = network(architectures().findFirst().orElseThrow(), false);
    Loss adaptive =
        Losses.onClasspath()
            .create(
                Settings.of(
                        Map.of(
                            "type", "asl-adaptive",
                            "reduction", "sum",
                            "gap-target", 0.5,
                            "rate", 0.1,
                            "average", 0.9,
                            "start-gamma-neg", 1.0,
                            "max-gamma-neg", 20.0,
                            "gamma-pos", 0.0,
                            "margin", 0.0))
                    .with("focusing-gradient", "detached")
                    .with("eps", 1e-8));
    TrialModel.Snapshot half;
    try (TrialModel model = model(network, state(network, 1), SGD, 0, adaptive, ROWS)) {
      model.step(batch(1), new Schedule.Rates(0.01, 0));
      half = model.snapshot();
      assertThat(adaptive.gammaNeg(half.lossState())).isNotEqualTo(1);
      assertThat(model.lossState()).isEqualTo(half.lossState());
    }
    try (TrialModel model = model(network, state(network, 2), SGD, 0, adaptive, ROWS)) {
      assertThat(adaptive.gammaNeg(model.lossState())).isEqualTo(1);
      model.restore(half);
      assertThat(model.lossState()).isEqualTo(half.lossState());
    }
  }

  @Test
  void manySingleStepsLeakNoMemory() {
    Network network = network(architectures().findFirst().orElseThrow(), false);
    Batch batch = batch(1);
    try (TrialModel model = model(network, state(network, 1), SGD, 0.9)) {
      for (int i = 0; i < 1000; i++) {
        model.step(batch, new Schedule.Rates(0.001, 0));
      }
      long before = resident();
      for (int i = 0; i < 3000; i++) {
        model.step(batch, new Schedule.Rates(0.001, 0));
      }
      assertThat(resident() - before).as("growth in KiB").isLessThan(20_000);
    }
  }

  private static long resident() {
    try (var lines = java.nio.file.Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("RssAnon"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (java.io.IOException e) {
      return 0;
    }
  }
}
