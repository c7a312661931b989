package io.lossbench.torch.train;

import static io.lossbench.torch.train.StepFixtures.CLASSES;
import static io.lossbench.torch.train.StepFixtures.ROWS;
import static io.lossbench.torch.train.StepFixtures.SGD;
import static io.lossbench.torch.train.StepFixtures.architectures;
import static io.lossbench.torch.train.StepFixtures.batch;
import static io.lossbench.torch.train.StepFixtures.bce;
import static io.lossbench.torch.train.StepFixtures.network;
import static io.lossbench.torch.train.StepFixtures.optimizers;
import static io.lossbench.torch.train.StepFixtures.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.LossEvaluation;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model keeps, exchanges and sums up from step to step. */
class TrialModelTest {
  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  @Test
  void swapExchangesWeightsAndAverageAndBackAgain() {
    Network network = network(architectures().findFirst().orElseThrow(), Dtype.FLOAT32);
    try (TrialModel model =
        StepFixtures.model(folder, network, state(network, 1), SGD, Recipe.Average.EXPONENTIAL)) {
      model.step(batch(1), new Schedule.Rates(0.1, 0), 0.1);
      Snapshot before = model.snapshot();
      model.swap();
      assertThat(model.snapshot().state()).isEqualTo(before.ema()).isNotEqualTo(before.state());
      assertThat(model.snapshot().ema()).isEqualTo(before.state());
      model.swap();
      assertThat(model.snapshot().state()).isEqualTo(before.state());
    }
  }

  @Test
  void aRestoredModelGoesOnToTheSameBits() {
    Network network = network(architectures().skip(1).findFirst().orElseThrow(), Dtype.FLOAT32);
    Settings adam = optimizers().findFirst().orElseThrow();
    Snapshot half;
    Snapshot whole;
    try (TrialModel model =
        StepFixtures.model(folder, network, state(network, 1), adam, Recipe.Average.EXPONENTIAL)) {
      model.step(batch(1), new Schedule.Rates(0.1, 0.9), 0.1);
      half = model.snapshot();
      model.step(batch(2), new Schedule.Rates(0.1, 0.8), 0.1);
      whole = model.snapshot();
    }
    try (TrialModel model =
        StepFixtures.model(folder, network, state(network, 2), adam, Recipe.Average.EXPONENTIAL)) {
      model.restore(half);
      model.step(batch(2), new Schedule.Rates(0.1, 0.8), 0.1);
      assertThat(model.snapshot()).usingRecursiveComparison().isEqualTo(whole);
    }
  }

  @Test
  void bfloat16StaysNearFloat32AndKeepsFloat32Weights() {
    StepFixtures.Architecture architecture = architectures().skip(3).findFirst().orElseThrow();
    Batch batch = batch(3);
    double[] losses = new double[2];
    for (int precision = 0; precision < 2; precision++) {
      Network network = network(architecture, precision == 1 ? Dtype.BFLOAT16 : Dtype.FLOAT32);
      try (TrialModel model =
          StepFixtures.model(folder, network, state(network, 4), SGD, Recipe.Average.NONE)) {
        model.resetTotals();
        model.step(batch, new Schedule.Rates(0.01, 0), 0.1);
        model.step(batch, new Schedule.Rates(0.01, 0), 0.1);
        losses[precision] = model.totals().loss();
      }
    }
    assertThat(losses[1]).isCloseTo(losses[0], within(0.03 * losses[0])).isNotEqualTo(losses[0]);
  }

  /** Without batch normalisation the parts of a batch know nothing of each other. */
  @ParameterizedTest
  @CsvSource({"sum, 1", "sum, 2", "mean, 1", "mean, 2"})
  void microBatchesAddUpToTheBatch(String reduction, int microBatch) {
    Network network = network(architectures().findFirst().orElseThrow(), Dtype.FLOAT32);
    Settings adam = optimizers().findFirst().orElseThrow();
    Snapshot[] ends = new Snapshot[2];
    double[] losses = new double[2];
    for (int i = 0; i < 2; i++) {
      int rows = i == 0 ? ROWS : microBatch;
      try (TrialModel model =
          StepFixtures.model(
              folder,
              network,
              state(network, 1),
              adam,
              Recipe.Average.EXPONENTIAL,
              bce(reduction),
              rows)) {
        model.resetTotals();
        model.step(batch(1), new Schedule.Rates(0.1, 0.9), 0.1);
        model.step(batch(2), new Schedule.Rates(0.1, 0.8), 0.1);
        ends[i] = model.snapshot();
        losses[i] = model.totals().loss();
      }
    }
    assertThat(losses[1]).isCloseTo(losses[0], within(1e-5));
    assertThat(ends[1].state()).containsExactly(ends[0].state(), within(1e-5f));
    assertThat(ends[1].steps()).isEqualTo(ends[0].steps());
  }

  @Test
  void totalsAreTheProbabilitiesOfTheTruthAndTheirNumbers() {
    Network network = network(architectures().findFirst().orElseThrow(), Dtype.FLOAT32);
    Batch batch = batch(1);
    try (TrialModel model =
        StepFixtures.model(folder, network, state(network, 1), SGD, Recipe.Average.NONE)) {
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
      model.step(batch, new Schedule.Rates(0, 0), 0.1);
      assertThat(model.totals().tracked())
          .containsExactly(new double[] {sums[1], counts[1], sums[0], counts[0]}, within(1e-5));
    }
  }

  @Test
  void theMemoryOfALossIsPartOfTheModel() {
    Network network = network(architectures().findFirst().orElseThrow(), Dtype.FLOAT32);
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
    Snapshot half;
    try (TrialModel model =
        StepFixtures.model(
            folder, network, state(network, 1), SGD, Recipe.Average.NONE, adaptive, ROWS)) {
      model.step(batch(1), new Schedule.Rates(0.01, 0), 0.1);
      half = model.snapshot();
      assertThat(adaptive.tracked(half.lossState())).doesNotContainEntry("gamma_neg", 1.0);
      assertThat(model.lossState()).isEqualTo(half.lossState());
    }
    try (TrialModel model =
        StepFixtures.model(
            folder, network, state(network, 2), SGD, Recipe.Average.NONE, adaptive, ROWS)) {
      assertThat(adaptive.tracked(model.lossState())).containsEntry("gamma_neg", 1.0);
      model.restore(half);
      assertThat(model.lossState()).isEqualTo(half.lossState());
    }
  }

  /** The engine's statements are the plain path: the JVM's one pass must train the same network. */
  @ParameterizedTest
  @CsvSource({"bce,sum,3", "bce,mean,2", "focal,sum,3", "asl,sum,2", "asl-adaptive,sum,2"})
  void theLossInTheJvmTrainsAsTheOneInTheEngine(String type, String reduction, int microBatch) {
    Loss loss =
        Losses.onClasspath()
            .create(LossEvaluation.settings(Map.of("type", type, "reduction", reduction)));
    Network network = network(architectures().findFirst().orElseThrow(), Dtype.FLOAT32);
    TrainingScript script =
        new TrainingScript(
            network,
            Recipes.of(
                loss,
                Optimizers.onClasspath().create(SGD).body(),
                Recipe.Average.EXPONENTIAL,
                new Batching(ROWS, microBatch)));
    float[] start = state(network, 1);
    DroppedBranches branches = new DroppedBranches(script.network().dropRates(), 1);
    try (TrialModel engine =
            new TrialModel(script, branches, start, folder, Device.CPU, Optional.empty());
        TrialModel jvm =
            new TrialModel(
                script,
                branches,
                start,
                folder,
                Device.CPU,
                ProcessorLoss.of(loss, microBatch, CLASSES, Device.CPU, 2, 1))) {
      engine.resetTotals();
      for (int i = 0; i < 5; i++) {
        Batch batch = batch(i);
        batch.targets()[i] = -1;
        engine.step(batch, new Schedule.Rates(0.05, 0), 0.1);
        jvm.step(batch, new Schedule.Rates(0.05, 0), 0.1);
      }
      assertThat(jvm.snapshot().state())
          .isNotEqualTo(start)
          .containsExactly(engine.snapshot().state(), within(2e-6f));
      assertThat(engine.stepParts()).isEmpty();
      assertThat(jvm.stepParts().orElseThrow().backwardMillis()).isPositive();
      assertThat(jvm.lossState()).containsExactly(engine.lossState(), within(1e-5f));
      TrialModel.Totals expected = engine.totals();
      assertThat(jvm.totals().loss()).isCloseTo(expected.loss(), within(1e-5));
      assertThat(jvm.totals().tracked()).containsExactly(expected.tracked(), within(1e-5));
    }
  }

  @Test
  void manySingleStepsLeakNoMemory() {
    Network network = network(architectures().findFirst().orElseThrow(), Dtype.FLOAT32);
    Batch batch = batch(1);
    try (TrialModel model =
        StepFixtures.model(folder, network, state(network, 1), SGD, Recipe.Average.EXPONENTIAL)) {
      for (int i = 0; i < 1000; i++) {
        model.step(batch, new Schedule.Rates(0.001, 0), 0.1);
      }
      long before = resident();
      for (int i = 0; i < 3000; i++) {
        model.step(batch, new Schedule.Rates(0.001, 0), 0.1);
      }
      assertThat(resident() - before).as("growth in KiB").isLessThan(20_000);
    }
  }

  /** Without what the collector has not come to yet. */
  private static long resident() {
    System.gc();
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
