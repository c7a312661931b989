package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Our networks against timm's, weights and inputs given by the same formulas: logits in evaluation
 * mode, loss and statistics in training mode, and the norm of every parameter's gradient. {@code
 * src/test/python/timm_expectations.py} wrote the expectations. Of networks that are deeper or
 * wider than another one here, a build compares the names alone; with {@code
 * -Dlossbench.timm-networks=all} it computes them all.
 */
class TimmEqualityTest {
  private static final int CLASSES = 5;
  private static final int SIZE = 64;
  private static final int OTHER_SIZE = 96;
  private static final int ROWS = 2;
  private static final double RATE = 16;

  /** Networks of which a smaller one has the same layers; {@code BackboneTest} counts theirs. */
  private static final Set<String> MORE_OF_A_KIND =
      Set.of(
          "resnet34",
          "resnet101",
          "tresnet_l",
          "tresnet_xl",
          "convnext_small",
          "convnext_base",
          "vit_base_patch16_224");

  @TempDir Path folder;

  /**
   * What timm computes.
   *
   * @param evaluation_at_other_size logits of networks whose layers depend on the size of images
   */
  private record Expected(
      List<Double> evaluation,
      @Nullable List<Double> evaluation_at_other_size,
      double loss,
      Map<String, Double> gradient_norms,
      Map<String, Double> statistics_norms) {}

  /**
   * Undamped, the branches of a TResNet in training mode blow the last bit of a float32 up to
   * percents of the loss.
   */
  private static double damping(String name) {
    return name.endsWith("conv2.bn.weight") || name.endsWith("conv3.bn.weight") ? 0.1 : 1;
  }

  private static float[] state(Network network) {
    float[] state = new float[network.stateSize()];
    int at = 0;
    for (Network.Parameter parameter : network.parameters()) {
      long seed = Formulas.seed(parameter.name());
      boolean flat = parameter.shape().length == 1;
      double fan = (double) parameter.size() / parameter.shape()[0];
      for (int i = 0; i < parameter.size(); i++) {
        double u = Formulas.uniform(seed, i);
        state[at++] =
            (float)
                (flat
                    ? (parameter.name().endsWith(".weight")
                        ? (1 + 0.2 * u) * damping(parameter.name())
                        : 0.2 * u)
                    : u * Math.sqrt(6 / fan));
      }
    }
    for (Network.Buffer buffer : network.buffers()) {
      long seed = Formulas.seed(buffer.name());
      for (int i = 0; i < buffer.size(); i++) {
        double u = Formulas.uniform(seed, i);
        state[at++] = (float) (buffer.name().endsWith("running_var") ? 1 + 0.4 * u : 0.2 * u);
      }
    }
    return state;
  }

  private static Batch batch(int size) {
    return Formulas.batch(ROWS, size, CLASSES, 0);
  }

  /**
   * Of a gradient's norm: what float32 leaves of a TResNet's, where values stand next to a kink.
   */
  private static double tolerance(String name) {
    return name.startsWith("body.") ? 5e-2 : 2e-3;
  }

  /** Names as in timm; {@code -mean} behind one is another pooling. */
  private static Settings settings(String type) {
    Settings named = Settings.of(Map.of("type", type.replace("-mean", ""), "image-size", SIZE));
    return type.endsWith("-mean") ? named.with("pooling", "mean") : named;
  }

  private static void assertLogits(float[] logits, List<Double> expected) {
    double largest = expected.stream().mapToDouble(Math::abs).max().orElseThrow();
    assertThat(logits).hasSize(expected.size());
    for (int i = 0; i < logits.length; i++) {
      assertThat((double) logits[i])
          .as("logit %d", i)
          .isCloseTo(expected.get(i), within(1e-4 * largest));
    }
  }

  private TrialModel model(TrainingScript script, float[] state) {
    DroppedBranches branches = new DroppedBranches(script.network().dropRates(), 1);
    return new TrialModel(script, branches, state, folder, Device.CPU, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet34",
        "resnet50",
        "resnet101",
        "tresnet_m",
        "tresnet_l",
        "tresnet_xl",
        "tresnet_v2_l",
        "mobilenetv2_035",
        "tf_efficientnet_lite0",
        "convnext_tiny",
        "convnext_small",
        "convnext_base",
        "vit_small_patch16_224",
        "vit_small_patch16_224-mean",
        "vit_base_patch16_224",
        "swin_tiny_patch4_window7_224"
      })
  void computesWhatTimmComputes(String type) throws Exception {
    Expected expected;
    try (var in = TimmEqualityTest.class.getResourceAsStream("/timm/" + type + ".json")) {
      expected = JsonMapper.builder().build().readValue(in, new TypeReference<Expected>() {});
    }
    Network network =
        Backbones.onClasspath().create(settings(type)).network(CLASSES, Precision.FLOAT32);
    assertThat(network.parameters())
        .extracting(Network.Parameter::name)
        .containsExactlyInAnyOrderElementsOf(expected.gradient_norms().keySet());
    assertThat(network.buffers())
        .extracting(Network.Buffer::name)
        .containsExactlyInAnyOrderElementsOf(expected.statistics_norms().keySet());
    assumeTrue(
        !MORE_OF_A_KIND.contains(type)
            || System.getProperty("lossbench.timm-networks", "").equals("all"),
        "computed with -Dlossbench.timm-networks=all");
    // Random weights in training mode blow the last bit of a float32 up to percents, in PyTorch
    // too,
    // where a ResNet-50 has another loss with one thread. These are expectations for two.
    Engine.start(2);
    Settings sgd =
        Settings.of(Map.of("type", "sgd", "weight-decay", 0.0, "momentum", 0.0, "nesterov", false));
    Loss loss = Losses.onClasspath().create(Settings.of(Map.of("type", "bce", "reduction", "sum")));
    TrainingScript script =
        new TrainingScript(
            network,
            Recipes.of(
                loss,
                Optimizers.onClasspath().create(sgd).body(),
                Recipe.Average.NONE,
                new Batching(ROWS, ROWS)));
    float[] state = state(network);
    try (TrialModel model = model(script, state)) {
      assertLogits(model.predict(batch(SIZE)), expected.evaluation());
      if (expected.evaluation_at_other_size() != null) {
        assertLogits(model.predict(batch(OTHER_SIZE)), expected.evaluation_at_other_size());
      }
      model.resetTotals();
      model.step(batch(SIZE), new Schedule.Rates(RATE, 0), 0.1);
      assertThat(model.totals().loss()).isCloseTo(expected.loss(), within(1e-4 * expected.loss()));
      float[] after = model.state();
      int at = 0;
      for (Network.Parameter parameter : network.parameters()) {
        double squares = 0;
        for (int i = 0; i < parameter.size(); i++, at++) {
          squares += Math.pow((state[at] - after[at]) / RATE, 2);
        }
        double norm = expected.gradient_norms().get(parameter.name());
        assertThat(Math.sqrt(squares))
            .as("gradient of %s", parameter.name())
            .isCloseTo(norm, within(tolerance(parameter.name()) * norm + 1e-5));
      }
      for (Network.Buffer buffer : network.buffers()) {
        double squares = 0;
        for (int i = 0; i < buffer.size(); i++, at++) {
          squares += (double) after[at] * after[at];
        }
        double norm = expected.statistics_norms().get(buffer.name());
        assertThat(Math.sqrt(squares)).as(buffer.name()).isCloseTo(norm, within(1e-4 * norm));
      }
    }
  }
}
