package io.lossbench.torch.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensor;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.script.Update;
import io.lossbench.torch.target.Points;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Torchvision's FCOS of four classes on two images, parameters and pixels from formulas, and what
 * torchvision makes of it. {@code src/test/python/fcos_expectations.py} has the same formulas, and
 * wrote the expectations.
 */
final class TorchvisionFcos {
  static final int HEIGHT = 64;
  static final int WIDTH = 96;
  static final int CLASSES = 4;
  static final JsonNode EXPECTED = resource("fcos-forward.json");
  static final FcosSettings SETTINGS = FcosSettings.of(FcosFixtures.torchvision());
  static final Backbone RESNET =
      Backbones.onClasspath().create(Settings.of(Map.of("type", "resnet50")));
  static final Points POINTS =
      new Points(HEIGHT, WIDTH, SETTINGS.pyramid().allStrides(), SETTINGS.pyramid().offset());

  private TorchvisionFcos() {}

  static JsonNode resource(String name) {
    return JsonMapper.builder()
        .build()
        .readTree(TorchvisionFcos.class.getResourceAsStream("/torchvision/" + name));
  }

  private static double hash(long k, long i) {
    return ((i * 2654435761L + k * 40503 + 12345) % (1L << 32)) / (double) (1L << 32) - 0.5;
  }

  /** The value of a tensor of torchvision's by the formula of the expectations. */
  private static float value(String name, int[] shape, long k, int i) {
    double h = hash(k, i);
    if (name.endsWith("running_var")) {
      return (float) (1 + h);
    }
    if (name.endsWith("running_mean") || name.endsWith("bias")) {
      return (float) (0.2 * h);
    }
    return shape.length == 1
        ? (float) (1 + 0.4 * h)
        : (float) (h * 2 * Math.sqrt(3.0 / (shape[1] * shape[2] * shape[3])));
  }

  /** The parameters and buffers of a network that has some of torchvision's. */
  static float[] state(Network network) {
    Map<String, Integer> position = new LinkedHashMap<>();
    EXPECTED.get("tensors").forEach(t -> position.put(t.get("name").asString(), position.size()));
    float[] state = new float[network.stateSize()];
    int at = 0;
    for (Network.Parameter parameter : network.parameters()) {
      for (int i = 0; i < parameter.size(); i++) {
        state[at++] = value(parameter.name(), parameter.shape(), position.get(parameter.name()), i);
      }
    }
    for (Network.Buffer buffer : network.buffers()) {
      for (int i = 0; i < buffer.size(); i++) {
        state[at++] = value(buffer.name(), buffer.shape(), position.get(buffer.name()), i);
      }
    }
    return state;
  }

  static Network network(FcosSettings settings, int classes) {
    return FcosNetwork.of(settings, RESNET, classes, Precision.FLOAT32, Network.Input.IMAGES);
  }

  /** A network with that state, to be trained by SGD with torchvision's loss. */
  static LoadedArchive archive(Network network, Path folder) {
    FcosLoss loss =
        new FcosLoss(Losses.onClasspath().create(FcosFixtures.FOCAL), SETTINGS.loss(), CLASSES);
    Recipe recipe =
        new Recipe(
            loss.script(),
            Update.of(Optimizers.onClasspath().create(FcosFixtures.SGD).body()),
            Recipe.Average.NONE,
            Normalization.IMAGENET,
            FcosLoss.tracking(),
            new Batching(2, 2));
    return LoadedArchive.load(
        new TrainingScript(network, recipe).training(state(network)), folder, Device.CPU);
  }

  /** The two images as an archive takes them: the channel last, 255 for one. */
  static Tensor images(Tensors tensors) {
    float[] images = new float[2 * HEIGHT * WIDTH * 3];
    for (int i = 0; i < images.length; i++) {
      int column = i % WIDTH;
      int row = i / WIDTH % HEIGHT;
      int channel = i / WIDTH / HEIGHT % 3;
      int image = i / WIDTH / HEIGHT / 3;
      images[((image * HEIGHT + row) * WIDTH + column) * 3 + channel] =
          (float) (255 * (hash(1000, i) + 0.5));
    }
    return tensors.floats(images, 2, HEIGHT, WIDTH, 3);
  }

  /** What an archive says of the two images in evaluation mode, a row for each. */
  static float[] outputs(Tensors tensors) {
    tensors.call(ScriptMethod.ALLOCATE);
    return tensors.call(ScriptMethod.PREDICT, images(tensors)).get(0).floats();
  }

  /** Values of a tensor against the sums, the first and the last of torchvision's. */
  static void requireStatistics(String what, float[] values, JsonNode expected) {
    double sum = 0;
    double absolute = 0;
    for (float value : values) {
      sum += value;
      absolute += Math.abs(value);
    }
    double most = expected.get("abs_sum").asDouble();
    assertThat(absolute).as(what).isCloseTo(most, within(1e-4 * most));
    assertThat(sum).as(what).isCloseTo(expected.get("sum").asDouble(), within(1e-4 * most));
    double mean = most / values.length;
    for (int i = 0; i < 6; i++) {
      double first = expected.get("first").get(i).asDouble();
      double last = expected.get("last").get(i).asDouble();
      assertThat((double) values[i])
          .as(what)
          .isCloseTo(first, within(1e-4 * (mean + Math.abs(first))));
      assertThat((double) values[values.length - 6 + i])
          .as(what)
          .isCloseTo(last, within(1e-4 * (mean + Math.abs(last))));
    }
  }
}
