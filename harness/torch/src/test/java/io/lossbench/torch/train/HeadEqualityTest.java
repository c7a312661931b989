package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.backbone.Features;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.head.Heads;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.TrainingScript;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Heads of classification on a feature map, held against {@code head_expectations.py}, which puts
 * them together from torch's layers in float64: logits, and the gradient of every parameter.
 */
class HeadEqualityTest {
  private static final int ROWS = 2;
  private static final int SIZE = 24;
  private static final int CHANNELS = 16;
  private static final double RATE = 4;

  /** One convolution with stride 4. */
  private static final Backbone STEM =
      layers ->
          Features.of(
              new Features.Level(
                  4, layers.relu(layers.convolution("stem", layers.input(), CHANNELS, 3, 4, 1))));

  @TempDir Path folder;

  private record Expected(
      Map<String, Object> settings,
      int classes,
      List<Double> logits,
      double loss,
      Map<String, Double> norms,
      Map<String, List<Double>> values,
      List<String> kept) {}

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private static Expected expected(String name) throws Exception {
    try (InputStream in = HeadEqualityTest.class.getResourceAsStream("/heads/" + name + ".json")) {
      return JsonMapper.builder().build().readValue(in, Expected.class);
    }
  }

  private static Trial trial(Map<String, Object> head, String precision) {
    Map<String, Object> whole = new HashMap<>(head);
    whole.replaceAll((key, value) -> value instanceof Integer i ? Long.valueOf(i) : value);
    return new Trial(
        "0123456789abcdef",
        "data",
        "net",
        "bce",
        0,
        Settings.of(
            Map.of("backbone", Map.of("head", whole), "train", Map.of("precision", precision))));
  }

  private static Network network(Expected expected, String precision) {
    return Heads.of(
            new MultiLabel(), trial(expected.settings(), precision), STEM, expected.classes())
        .network();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mlp", "ml-decoder", "ml-decoder-groups", "query2label", "query2label-projected"})
  void computesWhatTorchsLayersCompute(String name) throws Exception {
    Expected expected = expected(name);
    Network network = network(expected, "float32");
    assertThat(network.buffers().stream().map(Network.Buffer::name).toList())
        .isEqualTo(expected.kept());
    float[] state = Formulas.state(network);
    try (TrialModel model = model(network, state)) {
      float[] logits = model.predict(Formulas.batch(ROWS, SIZE, expected.classes(), 0));
      for (int i = 0; i < logits.length; i++) {
        assertThat((double) logits[i])
            .as("logit %d", i)
            .isCloseTo(expected.logits().get(i), within(2e-5));
      }
      model.resetTotals();
      model.step(
          Formulas.batch(ROWS, SIZE, expected.classes(), 0), new Schedule.Rates(RATE, 0), 0.1);
      assertThat(model.totals().loss()).isCloseTo(expected.loss(), within(2e-5));
      float[] after = model.snapshot().state();
      int at = 0;
      for (Network.Parameter parameter : network.parameters()) {
        double squares = 0;
        List<Double> values = expected.values().get(parameter.name());
        for (int i = 0; i < parameter.size(); i++, at++) {
          double gradient = (state[at] - after[at]) / RATE;
          squares += gradient * gradient;
          if (i % 7 == 0 && i / 7 < values.size()) {
            assertThat(gradient)
                .as("gradient of %s, value %d", parameter.name(), i)
                .isCloseTo(values.get(i / 7), within(5e-5));
          }
        }
        double norm = expected.norms().get(parameter.name());
        assertThat(Math.sqrt(squares))
            .as("gradient of %s", parameter.name())
            .isCloseTo(norm, within(1e-4 * norm + 5e-6));
      }
      assertThat(expected.norms()).hasSize(network.parameters().size());
      for (; at < state.length; at++) {
        assertThat(after[at]).isEqualTo(state[at]);
      }
    }
  }

  private TrialModel model(Network network, float[] state) {
    String sgd = Optimizers.onClasspath().create(StepFixtures.SGD).body();
    TrainingScript script =
        new TrainingScript(
            network,
            Recipes.of(
                StepFixtures.bce("sum"), sgd, Recipe.Average.NONE, new Batching(ROWS, ROWS)));
    DroppedBranches branches = new DroppedBranches(script.network().dropRates(), 1);
    return new TrialModel(script, branches, state, folder, Device.CPU, Optional.empty());
  }

  /** Products in bfloat16 keep 8 bits; everything else is float32. */
  @ParameterizedTest
  @ValueSource(strings = {"mlp", "ml-decoder", "query2label", "query2label-projected"})
  void bfloat16IsNearFloat32(String name) throws Exception {
    Expected expected = expected(name);
    Network network = network(expected, "bf16");
    try (TrialModel model = model(network, Formulas.state(network))) {
      float[] logits = model.predict(Formulas.batch(ROWS, SIZE, expected.classes(), 0));
      for (int i = 0; i < logits.length; i++) {
        assertThat((double) logits[i]).isCloseTo(expected.logits().get(i), within(0.1));
      }
    }
  }

  /** What dropout leaves out follows from the number alone, and evaluation has none. */
  @ParameterizedTest
  @ValueSource(strings = {"mlp", "ml-decoder", "query2label"})
  void dropoutFollowsFromItsNumber(String name) throws Exception {
    Expected expected = expected(name);
    expected.settings().put("dropout", 0.5);
    Network network = network(expected, "float32");
    float[] first = trained(network, expected, 1);
    assertThat(trained(network, expected, 1)).isEqualTo(first);
    assertThat(trained(network, expected, 2)).isNotEqualTo(first);
    try (TrialModel model = model(network, Formulas.state(network))) {
      float[] logits = model.predict(Formulas.batch(ROWS, SIZE, expected.classes(), 0));
      assertThat((double) logits[0]).isCloseTo(expected.logits().get(0), within(2e-5));
    }
  }

  private float[] trained(Network network, Expected expected, int number) {
    try (TrialModel model = model(network, Formulas.state(network))) {
      model.seed(number);
      model.step(
          Formulas.batch(ROWS, SIZE, expected.classes(), 0), new Schedule.Rates(0.1, 0), 0.1);
      return model.snapshot().state();
    }
  }

  /** Every backbone of the language has a last map, and its published layers make way. */
  @Test
  void headsFitOnEveryBackbone() throws Exception {
    Set<String> names = new TreeSet<>(Definitions.builtIn().group("backbones").keySet());
    names.removeAll(Set.of("mlp", "torchscript")); // of vectors; with a file
    for (String name : List.of("mlp", "ml-decoder", "query2label")) {
      Trial trial = trial(expected(name).settings(), "float32");
      for (String type : names) {
        Backbone backbone =
            Backbones.onClasspath().create(Settings.of(Map.of("type", type, "image-size", 224L)));
        Network network = Heads.of(new MultiLabel(), trial, backbone, 7).network();
        assertThat(network.head()).isEqualTo("head");
        assertThat(network.names()).as("%s on %s", name, type).doesNotHaveDuplicates();
        String classifier = backbone.network(7, Precision.FLOAT32).head() + ".weight";
        assertThat(network.names()).doesNotContain(classifier);
        assertThat(network.body().others()).contains(classifier);
      }
    }
  }

  @Test
  void aVectorHasNoPlaces() throws Exception {
    Backbone vectors =
        Backbones.onClasspath()
            .create(Settings.of(Map.of("type", "mlp", "hidden", List.of(8L), "batch-norm", false)))
            .onVectors(12);
    Trial mlp = trial(expected("mlp").settings(), "float32");
    assertThat(Heads.of(new MultiLabel(), mlp, vectors, 7).outputs()).isEqualTo(7);
    Trial decoder = trial(expected("ml-decoder").settings(), "float32");
    assertThatThrownBy(() -> Heads.of(new MultiLabel(), decoder, vectors, 7))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("take the head linear or mlp");
  }

  /** A head of the language without an oracle is noticed. */
  @Test
  void everyHeadOfTheLanguageHasAnOracle() throws Exception {
    Set<String> tested = new TreeSet<>(Set.of("linear"));
    for (String name : List.of("mlp", "ml-decoder", "query2label")) {
      tested.add((String) expected(name).settings().get("type"));
    }
    assertThat(tested).isEqualTo(new TreeSet<>(Definitions.builtIn().group("heads").keySet()));
  }
}
