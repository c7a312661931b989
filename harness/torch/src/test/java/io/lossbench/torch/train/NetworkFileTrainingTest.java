package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.task.WeightsKind;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.backbone.Embedding;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.weights.InitialWeights;
import io.lossbench.torch.weights.SafeTensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks from files, which these tests write themselves. */
class NetworkFileTrainingTest {
  private static final int CLASSES = 8;

  @TempDir Path folder;

  private static Backbone resnet20() {
    return Backbones.onClasspath().create(Settings.of(Map.of("type", "resnet20")));
  }

  private static float[] drawn(Network network) {
    return InitialWeights.of(network, new SplitMix64(5));
  }

  private Path archive(Network network, float[] state) throws IOException {
    Path file = folder.resolve("network.pt");
    try (OutputStream out = Files.newOutputStream(file)) {
      TrainingScript.export(network, Normalization.NONE, state).write(out);
    }
    return file;
  }

  private Trainer.Result train(String backbone, Path start, String... overrides)
      throws IOException, InterruptedException {
    Suite suite =
        new SuiteReader(
                Losses.onClasspath().extend(Definitions.builtIn()), Path.of("../../datasets"))
            .read(
                "tiny.yaml",
                """
                suite: tiny
                seed: 3
                repetitions: 1
                datasets: {generated-scenes: {set: {classes: 8, train: 24, test: 12}}}
                backbones: {small: %s}
                losses: {asl: {type: asl}}
                train:
                  epochs: 2
                  batch-size: 8
                  schedule: {type: constant, lr: 1.0e-3}
                """
                    .formatted(backbone),
                List.of(overrides));
    Dataset dataset =
        new DatasetLoader(Formats.onClasspath(), List.of(), Optional.of(folder))
            .open(suite.datasets().get(0).descriptor(), InvalidImages.FAIL);
    Trial trial =
        Plan.of(suite, name -> dataset.fingerprint(), name -> Optional.of("0".repeat(64)))
            .trials()
            .get(0);
    TrialParts parts =
        TrialParts.of(
            trial,
            dataset,
            found -> NetworkFiles.opened(found, trial, Optional.of(start), folder, Device.CPU));
    TrialFiles files = new TrialFiles(Optional.of(start), folder, folder, folder);
    try (Trainer trainer =
        new Trainer(
            trial, parts, dataset, files, new Compute(Device.CPU, TrainerTest.TERMS), t -> {})) {
      return trainer.run();
    }
  }

  private static ScoreMatrix scores(Trainer.Result result, WeightsKind kind) {
    return (ScoreMatrix)
        result.selections().stream()
            .filter(selection -> selection.weights() == kind)
            .findFirst()
            .orElseThrow()
            .reported();
  }

  @Test
  void aFileTrainsToTheBitsOfTheBuiltInNetworkThatItHolds() throws Exception {
    Network network = resnet20().network(CLASSES, Precision.FLOAT32);
    float[] state = drawn(network);
    Path weights = folder.resolve("start.safetensors");
    SafeTensors.write(weights, network, state);
    Path file = archive(network, state);
    for (String setting : List.of("train.epochs=2", "train.freeze=backbone")) {
      Trainer.Result builtIn =
          train("{type: resnet20, image-size: 16, weights: w, weights-fit: all}", weights, setting);
      Trainer.Result fromFile =
          train(
              "{type: torchscript, file: f, image-size: 16, classifier: fc, weights-fit: all}",
              file,
              setting);
      for (WeightsKind kind : WeightsKind.values()) {
        assertThat(scores(fromFile, kind))
            .usingRecursiveComparison()
            .isEqualTo(scores(builtIn, kind));
      }
      assertThat(fromFile.outcome().epochs().get(1).trainLoss())
          .isEqualTo(builtIn.outcome().epochs().get(1).trainLoss());
    }
  }

  @Test
  void featuresOfAFileGetAHeadOnTop() throws Exception {
    Embedding embedding = Embedding.of(resnet20());
    Path file = archive(embedding.network(), drawn(embedding.network()));
    String backbone = "{type: torchscript, file: f, image-size: 16}";
    Trainer.Result result = train(backbone, file);
    List<Outcome.Epoch> epochs = result.outcome().epochs();
    assertThat(epochs.get(1).trainLoss()).isLessThan(epochs.get(0).trainLoss());
    // The last checkpoint still lies there: a trial that goes on ends in the same bits.
    Trainer.Result resumed = train(backbone, file);
    assertThat(resumed.outcome().performance().processes()).isEqualTo(2);
    for (WeightsKind kind : WeightsKind.values()) {
      assertThat(scores(resumed, kind)).usingRecursiveComparison().isEqualTo(scores(result, kind));
    }
    assertThatThrownBy(() -> train("{type: torchscript, file: f, head: {type: ml-decoder}}", file))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("returns a vector of each image, and this head looks at places");
  }

  /** A network of a few statements with a parameter. */
  private Path archive(String... statements) throws IOException {
    Network network =
        new Network(
            List.of(
                new Network.Parameter("a.weight", new int[] {4, 3}, Network.Init.LINEAR, 3, 0),
                new Network.Parameter("b.weight", new int[] {4}, Network.Init.ONE, 3, 0)),
            List.of(),
            List.of(statements),
            "h",
            "a");
    return archive(network, drawn(network));
  }

  private void refused(Path file, String why) {
    assertThatThrownBy(() -> train("{type: torchscript, file: f, image-size: 32}", file))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("is no network to train: ")
        .hasMessageContaining(why);
  }

  @Test
  void whatCannotBeTrainedIsRefusedWithTheReason() throws Exception {
    String pooled = "p = torch.mean(x, [2, 3], False, dtype=None)";
    String linear = "h = torch.linear(p, self.a.weight, self.b.weight)";
    assertThat(train("{type: torchscript, file: f, image-size: 32}", archive(pooled, linear)))
        .isNotNull();
    refused(
        archive("p = torch.view(torch.mean(x, [2, 3], False, dtype=None), [4, 3])", linear),
        "its batch size is fixed: it works for 4 images");
    refused(
        archive("p = torch.mean(torch.view(torch.contiguous(x), [-1, 3, 9216]), 2)", linear),
        "fails for images of 32 pixels and not for those of 96");
    refused(archive("p = torch.select(x, 1, 99)", linear), "fails for 2 images of 32 pixels");
    refused(
        archive(pooled, "h = torch.linear(p, self.a.weight, torch.detach(self.b.weight))"),
        "does not depend on 1 of its parameters, such as b.weight");
    refused(archive(pooled, linear, "h = torch.detach(h)"), "no gradient comes from its output");
    refused(
        archive(pooled, linear.replace("h =", "g ="), "h = torch.unsqueeze(g, 1)"),
        "a vector (N x C) or a map");
    refused(
        archive(pooled, linear.replace("h =", "g ="), "h = torch.slice(g, 0, 0, 1, 1)"),
        "a row per image is needed");
    assertThatThrownBy(
            () ->
                train(
                    "{type: torchscript, file: f, image-size: 32, classifier: fc}",
                    archive(pooled, linear)))
        .hasMessageContaining("has no linear layer 'fc'");
    assertThatThrownBy(
            () ->
                train(
                    "{type: torchscript, file: f, image-size: 32}",
                    archive(pooled, linear),
                    "train.precision=bf16"))
        .hasMessageContaining("computes in float32");
  }

  @Test
  void theContentOfTheFileCountsAndNotItsPath() {
    Map<String, Long> ids = new HashMap<>();
    for (String[] each : new String[][] {{"a.pt", "1"}, {"b.pt", "1"}, {"a.pt", "2"}}) {
      Suite suite =
          new SuiteReader(
                  Losses.onClasspath().extend(Definitions.builtIn()), Path.of("../../datasets"))
              .read(
                  "tiny.yaml",
                  """
                  suite: tiny
                  repetitions: 1
                  datasets: [generated-scenes]
                  backbones: {net: {type: torchscript, file: %s}}
                  losses: {bce: {type: bce}}
                  """
                      .formatted(each[0]),
                  List.of());
      ids.merge(
          Plan.of(suite, name -> "data", name -> Optional.of(each[1])).trials().get(0).id(),
          1L,
          Long::sum);
    }
    assertThat(ids.values()).containsExactlyInAnyOrder(1L, 2L);
  }
}
