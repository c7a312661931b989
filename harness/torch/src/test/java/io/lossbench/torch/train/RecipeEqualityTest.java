package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.TrainSettings;
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
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.script.Update;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a suite says of training steps, held against {@code training_expectations.py}, which takes
 * the same steps with torch.optim in float64: the batch whole and in parts, the loss in the engine
 * and in the JVM.
 */
class RecipeEqualityTest {
  private static final int ROWS = 4;
  private static final int SIZE = 8;
  private static final int CLASSES = 3;
  private static final int EVERY = 37;

  @TempDir Path folder;

  private record Case(
      Map<String, Object> settings,
      List<List<Double>> values,
      List<Double> norms,
      List<Double> statistics) {
    TrainSettings train() {
      return new TrainSettings(Settings.of(settings));
    }

    @Override
    public String toString() {
      return String.valueOf(settings.get("name"));
    }
  }

  static Stream<Case> cases() throws Exception {
    try (InputStream in = RecipeEqualityTest.class.getResourceAsStream("/training/expected.json")) {
      List<Map<String, Object>> read =
          JsonMapper.builder().build().readValue(in, new TypeReference<>() {});
      return read.stream().map(RecipeEqualityTest::ofJson);
    }
  }

  private static Case ofJson(Map<String, Object> json) {
    Map<String, Object> settings = new HashMap<>(json);
    JsonMapper mapper = JsonMapper.builder().build();
    return new Case(
        settings,
        mapper.convertValue(settings.remove("values"), new TypeReference<>() {}),
        mapper.convertValue(settings.remove("norms"), new TypeReference<>() {}),
        mapper.convertValue(settings.remove("statistics"), new TypeReference<>() {}));
  }

  private static Network network() {
    NetworkBuilder l = new NetworkBuilder(Dtype.FLOAT32);
    Value h = l.relu(l.batchNorm("stem_bn", l.convolution("stem", l.input(), 8, 3, 1, 1)));
    l.block();
    h = l.relu(l.batchNorm("body_bn", l.convolution("body", h, 16, 3, 2, 1)));
    l.top();
    return l.build(l.linear("fc", l.globalAveragePool(h), CLASSES));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAsPyTorchDoesWithTheLossInTheEngine(Case expected) {
    stepsAsPyTorch(expected, null);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAsPyTorchDoesWithTheLossInTheJvm(Case expected) {
    Loss loss = StepFixtures.bce("sum");
    stepsAsPyTorch(expected, ProcessorLoss.of(loss, ROWS, CLASSES, Device.CPU, 2, 1).orElseThrow());
  }

  private void stepsAsPyTorch(Case expected, @Nullable ProcessorLoss loss) {
    Engine.start(2);
    Network network = network();
    TrainSettings train = expected.train();
    Update update = TrialParts.update(Optimizers.onClasspath().create(train.optimizer()), train);
    Recipe recipe =
        Recipes.of(StepFixtures.bce("sum"), update, Recipe.Average.NONE, new Batching(ROWS, ROWS));
    double momentum = train.optimizer().number(momentum(train));
    try (TrialModel model =
        new TrialModel(
            new TrainingScript(network, recipe),
            new DroppedBranches(network.dropRates(), 1),
            Formulas.state(network),
            folder,
            Device.CPU,
            Optional.ofNullable(loss))) {
      for (int step = 0; step < expected.values().size(); step++) {
        model.freezeAsIn(step + 1);
        model.step(
            Formulas.batch(ROWS, SIZE, CLASSES, step),
            new Schedule.Rates(0.01 * (step + 1), momentum),
            0.1);
        float[] state = model.snapshot().state();
        double squares = 0;
        for (int i = 0; i < network.parameterCount(); i++) {
          squares += (double) state[i] * state[i];
        }
        assertThat(Math.sqrt(squares)).isCloseTo(expected.norms().get(step), within(2e-5));
        List<Double> values = expected.values().get(step);
        for (int i = 0; i < values.size(); i++) {
          assertThat((double) state[i * EVERY])
              .as("step %d, parameter %d", step, i * EVERY)
              .isCloseTo(values.get(i), within(5e-5));
        }
      }
      Snapshot last = model.snapshot();
      float[] state = last.state();
      for (int i = 0; i < expected.statistics().size(); i++) {
        assertThat((double) state[network.parameterCount() + i])
            .as("statistic %d", i)
            .isCloseTo(expected.statistics().get(i), within(5e-5));
      }
    }
  }

  private static String momentum(TrainSettings train) {
    return train.optimizer().has("momentum") ? "momentum" : "beta1";
  }
}
