package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkBuilder.Value;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.TokenLayers;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which images go without a residual branch, and what the engine makes of it. */
class DroppedBranchesTest {
  private static final double RATE = 0.4;
  private static final float BIAS = 0.75f;
  private static final Schedule.Rates NO_CHANGE = new Schedule.Rates(0, 0);

  @TempDir Path folder;

  @Test
  void aBranchIsLeftOutAtItsRateAndWeighsMoreElsewhere() {
    float[] weights = new DroppedBranches(List.of(0.1, 0.5), 7).weights(3, 10_000, 0, 10_000);
    assertThat(share(weights, 0, 0)).isCloseTo(0.1, within(0.01));
    assertThat(share(weights, 10_000, 0)).isCloseTo(0.5, within(0.02));
    assertThat(share(weights, 0, (float) (1 / 0.9))).isCloseTo(0.9, within(0.01));
    assertThat(share(weights, 10_000, 2)).isCloseTo(0.5, within(0.02));
  }

  private static double share(float[] weights, int from, float value) {
    int count = 0;
    for (int i = from; i < from + 10_000; i++) {
      count += weights[i] == value ? 1 : 0;
    }
    return count / 10_000.0;
  }

  @Test
  void stepsSeedsAndBranchesDropOthersAndPartsOfABatchTheSame() {
    DroppedBranches branches = new DroppedBranches(List.of(0.5, 0.5), 7);
    float[] whole = branches.weights(0, 64, 0, 64);
    assertThat(branches.weights(0, 64, 0, 64)).isEqualTo(whole);
    assertThat(branches.weights(1, 64, 0, 64)).isNotEqualTo(whole);
    assertThat(new DroppedBranches(List.of(0.5, 0.5), 8).weights(0, 64, 0, 64)).isNotEqualTo(whole);
    assertThat(Arrays.copyOfRange(whole, 64, 128)).isNotEqualTo(Arrays.copyOf(whole, 64));
    float[] part = branches.weights(0, 64, 10, 5);
    assertThat(Arrays.copyOf(part, 5)).isEqualTo(Arrays.copyOfRange(whole, 10, 15));
    assertThat(Arrays.copyOfRange(part, 5, 10)).isEqualTo(Arrays.copyOfRange(whole, 74, 79));
  }

  /**
   * A network whose one branch adds the same number to each place, and nothing else comes through:
   * an image's logits tell whether it went through it.
   */
  @ParameterizedTest
  @CsvSource({"whole, engine", "parts, engine", "whole, processor", "parts, processor"})
  void theLossIsThatOfTheBranchesWhichAreLeft(String batching, String where) {
    Engine.start(2);
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    TokenLayers tokens = new TokenLayers(layers);
    Value h = tokens.patches("stem", layers.input(), 8, 2, Network.Init.LINEAR);
    h = tokens.residual(h, tokens.depthwise("branch", h, 3), RATE, 4);
    Network network =
        layers.build(layers.linear("fc", layers.globalAveragePool(h), StepFixtures.CLASSES));
    float[] state = new float[network.stateSize()];
    int classifier = network.parameterCount() - StepFixtures.CLASSES * 9;
    Arrays.fill(state, classifier - 8, classifier, BIAS);
    float[] weights = new float[StepFixtures.CLASSES];
    for (int c = 0; c < weights.length; c++) {
      weights[c] = 0.1f * (c + 1);
      Arrays.fill(state, classifier + c * 8, classifier + (c + 1) * 8, weights[c]);
    }
    Batch batch = StepFixtures.batch(5);
    int microBatch = batching.equals("whole") ? StepFixtures.ROWS : StepFixtures.ROWS - 1;
    try (TrialModel model = model(network, state, microBatch, where.equals("processor"))) {
      double first = loss(model, batch);
      assertThat(first).isCloseTo(expected(batch, weights, 0), within(1e-4));
      Snapshot after = model.snapshot();
      double second = loss(model, batch);
      assertThat(second).isCloseTo(expected(batch, weights, 1), within(1e-4));
      loss(model, batch);
      model.restore(after);
      assertThat(loss(model, batch)).as("resumed after a step").isEqualTo(second);
      float[] logits = model.predict(batch);
      for (int c = 0; c < weights.length; c++) {
        assertThat(logits[c]).as("all branches").isCloseTo(8 * BIAS * weights[c], within(1e-5f));
      }
    }
  }

  private TrialModel model(Network network, float[] state, int microBatch, boolean processor) {
    Settings sgd =
        Settings.of(Map.of("type", "sgd", "weight-decay", 0.0, "momentum", 0.0, "nesterov", false));
    Loss bce = StepFixtures.bce("sum");
    Recipe recipe =
        Recipes.of(
            bce,
            Optimizers.onClasspath().create(sgd).body(),
            Recipe.Average.NONE,
            new Batching(StepFixtures.ROWS, microBatch));
    return new TrialModel(
        new TrainingScript(network, recipe),
        new DroppedBranches(network.dropRates(), 1),
        state,
        folder,
        Device.CPU,
        processor
            ? ProcessorLoss.of(bce, microBatch, StepFixtures.CLASSES, Device.CPU, 2, 1)
            : Optional.empty());
  }

  private static double loss(TrialModel model, Batch batch) {
    model.resetTotals();
    model.step(batch, NO_CHANGE, 0);
    return model.totals().loss();
  }

  private static double expected(Batch batch, float[] weights, long step) {
    float[] kept =
        new DroppedBranches(List.of(RATE), 1)
            .weights(step, StepFixtures.ROWS, 0, StepFixtures.ROWS);
    double loss = 0;
    for (int row = 0; row < StepFixtures.ROWS; row++) {
      for (int c = 0; c < weights.length; c++) {
        double logit = 8.0 * BIAS * kept[row] * weights[c];
        double target = batch.targets()[row * weights.length + c];
        loss += Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(logit, 0) - target * logit;
      }
    }
    return loss;
  }
}
