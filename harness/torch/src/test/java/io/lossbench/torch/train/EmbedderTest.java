package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.backbone.Embedding;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.BatchLoader;
import io.lossbench.torch.data.ImageSizing;
import io.lossbench.torch.data.ImageStore;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.weights.InitialWeights;
import io.lossbench.torch.weights.SafeTensors;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors are what the classifier's last layer sees: times its weights, they are its logits. */
class EmbedderTest {
  private static final int CLASSES = 5;

  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private static Dataset scenes() {
    Settings format =
        Settings.of(
            Map.of(
                "type",
                "generated-scenes",
                "size",
                32,
                "classes",
                CLASSES,
                "train",
                70,
                "test",
                3,
                "missing-labels",
                0.0,
                "seed",
                1));
    return new DatasetLoader(Formats.onClasspath(), List.of(), Optional.empty())
        .open(
            Settings.of(Map.of("dataset", "scenes", "format", format.asMap())), InvalidImages.FAIL);
  }

  /** Random weights with running statistics that are none of the start. */
  private static float[] weights(Network network) {
    float[] state = InitialWeights.of(network, new SplitMix64(4));
    SplitMix64 generator = new SplitMix64(5);
    for (int i = network.parameterCount(); i < state.length; i++) {
      state[i] = (float) (0.5 + generator.nextDouble());
    }
    return state;
  }

  private List<Float> vectors(Embedder embedder, Dataset dataset) throws Exception {
    List<Float> vectors = new ArrayList<>();
    embedder.embed(
        dataset.train(),
        batch -> {
          for (float value : batch) {
            vectors.add(value);
          }
        });
    return vectors;
  }

  @Test
  void theyAreWhatTheLastLayerSees() throws Exception {
    Dataset dataset = scenes();
    for (String type : List.of("resnet20", "mobilenetv2_035")) {
      Backbone backbone = Backbones.onClasspath().create(Settings.of(Map.of("type", type)));
      Network network = backbone.network(CLASSES, Precision.FLOAT32);
      float[] state = weights(network);
      Path file = folder.resolve(type + ".safetensors");
      SafeTensors.write(file, network, state);
      Embedder.Input input = new Embedder.Input(32, Normalization.HALF);
      List<Float> found;
      int width;
      try (Embedder embedder = new Embedder(backbone, file, input, folder, Device.CPU)) {
        found = vectors(embedder, dataset);
        width = embedder.width();
        assertThat(vectors(embedder, dataset)).isEqualTo(found);
      }
      assertThat(found).hasSize(70 * width);
      assertLogits(found, width, network, state, logits(dataset, network, state));
    }
  }

  private float[] logits(Dataset dataset, Network network, float[] state) throws Exception {
    float[] logits = new float[70 * CLASSES];
    try (LoadedArchive archive =
            LoadedArchive.load(
                TrainingScript.predicting(network, Normalization.HALF, state), folder, Device.CPU);
        BatchLoader batches =
            BatchLoader.evaluation(
                new ImageStore(dataset.train(), new ImageSizing.Square(32), Optional.empty()),
                70,
                1);
        Tensors tensors = archive.tensors()) {
      Batch batch = batches.next();
      float[] found =
          tensors
              .call(ScriptMethod.PREDICT, TrialModel.inputs(tensors, batch, 0, 70))
              .get(0)
              .floats();
      System.arraycopy(found, 0, logits, 0, logits.length);
    }
    return logits;
  }

  private static void assertLogits(
      List<Float> vectors, int width, Network network, float[] state, float[] logits) {
    int at = 0;
    for (Network.Parameter parameter : network.parameters()) {
      if (parameter.name().equals(network.head() + ".weight")) {
        break;
      }
      at += parameter.size();
    }
    for (int row = 0; row < 70; row++) {
      for (int c = 0; c < CLASSES; c++) {
        double sum = state[at + CLASSES * width + c];
        for (int i = 0; i < width; i++) {
          sum += (double) state[at + c * width + i] * vectors.get(row * width + i);
        }
        assertThat((double) logits[row * CLASSES + c])
            .isCloseTo(sum, within(1e-4 * Math.max(1, Math.abs(sum))));
      }
    }
  }

  @Test
  void aNetworkFromAFileMakesTheVectorsOfTheBuiltInOneThatItHolds() throws Exception {
    Backbone builtIn = Backbones.onClasspath().create(Settings.of(Map.of("type", "resnet20")));
    Network network = Embedding.of(builtIn).network();
    float[] state = weights(network);
    Path weights = folder.resolve("w.safetensors");
    SafeTensors.write(weights, network, state);
    Path file = folder.resolve("network.pt");
    try (OutputStream out = Files.newOutputStream(file)) {
      TrainingScript.export(network, Normalization.NONE, state).write(out);
    }
    Backbone fromFile =
        Backbones.onClasspath()
            .create(Settings.of(Map.of("type", "torchscript", "file", "network.pt")));
    Embedder.Input input = new Embedder.Input(32, Normalization.HALF);
    try (Embedder expected = new Embedder(builtIn, weights, input, folder, Device.CPU);
        Embedder found = new Embedder(fromFile, file, input, folder, Device.CPU)) {
      assertThat(found.width()).isEqualTo(expected.width());
      assertThat(vectors(found, scenes())).isEqualTo(vectors(expected, scenes()));
    }
  }

  @Test
  void whatIsNotFiniteIsToldWithItsImage() throws Exception {
    Backbone backbone = Backbones.onClasspath().create(Settings.of(Map.of("type", "resnet20")));
    Network network = backbone.network(CLASSES, Precision.FLOAT32);
    float[] state = weights(network);
    for (int i = 0; i < network.parameterCount(); i++) {
      state[i] = 1e30f;
    }
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, network, state);
    Embedder.Input input = new Embedder.Input(16, Normalization.NONE);
    try (Embedder embedder = new Embedder(backbone, file, input, folder, Device.CPU)) {
      assertThatThrownBy(() -> vectors(embedder, scenes()))
          .hasMessageContaining("of image train-0; are these its weights");
    }
  }
}
