package io.lossbench.torch.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.loss.LossEvaluation;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole scripts beside what they were: a reviewer sees what a change does to them. */
class TrainingScriptTest {
  private static final Path FOLDER = Path.of("src/test/resources/scripts");

  private static final Settings ADAM =
      Settings.of(
          Map.of("type", "adam", "weight-decay", 1e-4, "beta1", 0.9, "beta2", 0.999, "eps", 1e-8));

  private static final Settings SGD =
      Settings.of(Map.of("type", "sgd", "weight-decay", 1e-4, "momentum", 0.9, "nesterov", true));

  private static LossScript loss(Map<String, Object> settings) {
    return Losses.onClasspath().create(LossEvaluation.settings(settings)).script();
  }

  /** A convolution as a branch that images go without, beside tokens with places. */
  private static String dropping() {
    NetworkBuilder layers = new NetworkBuilder(Dtype.BFLOAT16);
    TokenLayers tokens = new TokenLayers(layers);
    NetworkBuilder.Value h = tokens.patches("stem", layers.input(), 8, 4, Network.Init.LINEAR);
    h = tokens.residual(h, tokens.depthwise("block.conv_dw", h, 7), 0.1, 4);
    h = tokens.withClassToken("cls_token", tokens.tokens(h));
    h = tokens.attention("attn", tokens.positions("pos_embed", h, 2, 4), 2);
    Network network = layers.build(tokens.classifier("head", tokens.firstToken(h), 20));
    Recipe recipe =
        new Recipe(
            loss(Map.of("type", "bce")),
            Update.of(Optimizers.onClasspath().create(ADAM).body()),
            Recipe.Average.NONE,
            Normalization.NONE,
            Tracking.ofProbabilities(Activation.SIGMOID),
            new Batching(8, 3));
    return new TrainingScript(network, recipe).training(new float[network.stateSize()]).code();
  }

  @Test
  void tokensWithBranchesThatAreDroppedInPartsOfABatch() throws IOException {
    isAsItWas("tokens-drop-path.py", dropping());
  }

  private static String script(Precision precision, Recipe recipe) {
    Network network =
        Backbones.onClasspath()
            .create(Settings.of(Map.of("type", "resnet20")))
            .network(20, precision);
    return new TrainingScript(network, recipe).training(new float[network.stateSize()]).code();
  }

  private static String plain() {
    return script(
        Precision.FLOAT32,
        new Recipe(
            loss(Map.of("type", "asl")),
            Update.of(Optimizers.onClasspath().create(ADAM).body()),
            Recipe.Average.EXPONENTIAL,
            Normalization.NONE,
            Tracking.ofProbabilities(Activation.SIGMOID),
            new Batching(8, 8)));
  }

  private static String tried() {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    Network network = layers.build(layers.linear("fc", layers.vector(3), 2));
    return TrainingScript.trying(network, new float[network.stateSize()]).code();
  }

  private static void isAsItWas(String name, String script) throws IOException {
    Path expected = FOLDER.resolve(name);
    if (Boolean.getBoolean("lossbench.write-expected")) {
      Files.writeString(expected, script);
    }
    assertThat(script).isEqualTo(Files.readString(expected));
  }

  @Test
  void aResNet20WithAslAdamAndMovingAverage() throws IOException {
    isAsItWas("resnet20-asl-adam-ema.py", plain());
  }

  @Test
  void aResNet20InBfloat16WithCrossEntropySgdAndPartsOfABatch() throws IOException {
    isAsItWas(
        "resnet20-cross-entropy-sgd-bf16.py",
        script(
            Precision.BF16,
            new Recipe(
                loss(Map.of("type", "cross-entropy", "label-smoothing", 0.1)),
                Update.of(Optimizers.onClasspath().create(SGD).body()),
                Recipe.Average.NONE,
                Normalization.IMAGENET,
                Tracking.ofProbabilities(Activation.SOFTMAX),
                new Batching(8, 3))));
  }

  /** The engine finds a method by its name, and takes tensors and lists of tensors only. */
  @ParameterizedTest
  @EnumSource
  void methodsThatJavaCallsAreThere(ScriptMethod method) {
    String script =
        switch (method) {
          case KEEP -> dropping();
          case REACHED -> tried();
          default -> plain();
        };
    assertThat(script)
        .containsPattern(
            " def " + method.inArchive() + "\\(self(, \\w+: Tensor)+\\) -> List\\[Tensor]:\n");
  }

  @Test
  void aPlaceThatNobodyFillsIsABug() {
    assertThatThrownBy(() -> new ScriptTemplate("loss.py").fill())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("loss.py: nothing is given for 'loss'");
  }
}
