package io.lossbench.torch.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.detection.DetectedObject;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensor;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.loss.Losses;
import io.lossbench.torch.optim.Optimizers;
import io.lossbench.torch.script.Batching;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.script.PyramidLayers;
import io.lossbench.torch.script.Recipe;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.script.Update;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.Points;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Our FCOS against torchvision's, weights and images given by the same formulas: pyramid, heads,
 * the objects of the points, the three losses, their gradients and the best detections. {@code
 * src/test/python/fcos_expectations.py} wrote the expectations.
 */
class FcosEqualityTest {
  private static final int HEIGHT = 64;
  private static final int WIDTH = 96;
  private static final int CLASSES = 4;
  private static final JsonNode EXPECTED = resource("fcos-forward.json");
  private static final FcosSettings SETTINGS = FcosSettings.of(FcosFixtures.torchvision());
  private static final Backbone RESNET =
      Backbones.onClasspath().create(Settings.of(Map.of("type", "resnet50")));
  private static final Points POINTS =
      new Points(HEIGHT, WIDTH, SETTINGS.pyramid().allStrides(), SETTINGS.pyramid().offset());

  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private static JsonNode resource(String name) {
    return JsonMapper.builder()
        .build()
        .readTree(FcosEqualityTest.class.getResourceAsStream("/torchvision/" + name));
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

  private static float[] state(Network network) {
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

  /** What the network says of the two images, in evaluation mode. */
  private float[] outputs(Network network) {
    try (LoadedArchive archive = archive(network);
        Tensors tensors = archive.tensors()) {
      return outputs(tensors);
    }
  }

  private LoadedArchive archive(Network network) {
    Recipe recipe =
        new Recipe(
            loss().script(),
            Update.of(Optimizers.onClasspath().create(FcosFixtures.SGD).body()),
            Recipe.Average.NONE,
            Normalization.IMAGENET,
            FcosLoss.tracking(),
            new Batching(2, 2));
    return LoadedArchive.load(
        new TrainingScript(network, recipe).training(state(network)), folder, Device.CPU);
  }

  private static float[] outputs(Tensors tensors) {
    tensors.call(ScriptMethod.ALLOCATE);
    return tensors
        .call(ScriptMethod.PREDICT, tensors.floats(images(), 2, HEIGHT, WIDTH, 3))
        .get(0)
        .floats();
  }

  /** The two images as an archive takes them. */
  private static float[] images() {
    float[] images = new float[2 * HEIGHT * WIDTH * 3];
    for (int i = 0; i < images.length; i++) {
      int column = i % WIDTH;
      int row = i / WIDTH % HEIGHT;
      int channel = i / WIDTH / HEIGHT % 3;
      int image = i / WIDTH / HEIGHT / 3;
      // As the archive takes bytes: the channel last, 255 for one.
      images[((image * HEIGHT + row) * WIDTH + column) * 3 + channel] =
          (float) (255 * (hash(1000, i) + 0.5));
    }
    return images;
  }

  private static Network network(FcosSettings settings, int classes) {
    return FcosNetwork.of(settings, RESNET, classes, Precision.FLOAT32, Network.Input.IMAGES);
  }

  private static FcosLoss loss() {
    return new FcosLoss(Losses.onClasspath().create(FcosFixtures.FOCAL), SETTINGS.loss(), CLASSES);
  }

  private static void requireStatistics(String what, float[] values, JsonNode expected) {
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

  @Test
  void hasTorchvisionsTensorsAndNoOthers() {
    Network network = network(SETTINGS, 91);
    Map<String, List<Integer>> ours = new LinkedHashMap<>();
    network.parameters().forEach(p -> ours.put(p.name(), list(p.shape())));
    network.buffers().forEach(b -> ours.put(b.name(), list(b.shape())));
    Map<String, List<Integer>> theirs = new LinkedHashMap<>();
    for (JsonNode tensor : resource("fcos-resnet50-fpn-tensors.json").get("tensors")) {
      List<Integer> shape = new ArrayList<>();
      tensor.get("shape").forEach(extent -> shape.add(extent.asInt()));
      theirs.put(tensor.get("name").asString(), shape);
    }
    assertThat(ours).containsExactlyInAnyOrderEntriesOf(theirs);
    assertThat(network.parameterCount()).isEqualTo(32_322_720);
  }

  private static List<Integer> list(int[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  @Test
  void thePyramidIsTorchvisions() {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    List<NetworkBuilder.Value> maps =
        new FcosNetwork(SETTINGS, CLASSES, layers).pyramid(RESNET, Precision.FLOAT32);
    float[] rows = outputs(layers.build(new PyramidLayers(layers).rows(maps)));
    int width = rows.length / 2;
    int channels = SETTINGS.pyramid().channels();
    for (int level = 0; level < maps.size(); level++) {
      Points.Level map = POINTS.levels().get(level);
      float[] values = new float[2 * channels * map.size()];
      for (int i = 0; i < values.length; i++) {
        int place = i % map.size();
        int channel = i / map.size() % channels;
        int image = i / map.size() / channels;
        values[i] = rows[image * width + (map.first() + place) * channels + channel];
      }
      requireStatistics("level " + level, values, EXPECTED.get("features").get(level));
    }
  }

  @Test
  void headsLossesGradientsAndDetectionsAreTorchvisions() {
    Network network = network(SETTINGS, CLASSES);
    try (LoadedArchive archive = archive(network);
        Tensors tensors = archive.tensors()) {
      float[] outputs = outputs(tensors);
      requireHeads(outputs);
      requireLosses(outputs, tensors);
      requireDetections(outputs);
    }
  }

  /** A step of SGD with frozen batch normalisation, as the expectations were made. */
  @Test
  void aStepFollowsTorchvisionsGradients() {
    FcosSettings frozen =
        FcosSettings.of(FcosFixtures.detector("{type: fcos, batch-norm: frozen}"));
    Network network = network(frozen, CLASSES);
    float[] before = state(network);
    float[] after;
    try (LoadedArchive archive = archive(network);
        Tensors tensors = archive.tensors()) {
      tensors.call(ScriptMethod.ALLOCATE);
      float[] targets = FcosFixtures.targets(EXPECTED.get("targets"), POINTS, SETTINGS);
      tensors.call(
          ScriptMethod.STEP,
          tensors.floats(images(), 2, HEIGHT, WIDTH, 3),
          tensors.floats(targets, 2, targets.length / 2),
          tensors.floats(new float[] {1, 0, 0}, 3));
      after = tensors.call(ScriptMethod.STATE).get(0).floats();
    }
    assertThat(network.parameters())
        .extracting(Network.Parameter::name)
        .noneMatch(name -> name.contains(".bn"));
    requireClose(
        gradient(network, "head.classification_head.cls_logits.bias", before, after),
        EXPECTED.get("gradients").get("cls_logits.bias"));
    requireClose(
        gradient(network, "head.regression_head.bbox_reg.bias", before, after),
        EXPECTED.get("gradients").get("bbox_reg.bias"));
    requireClose(
        gradient(network, "head.regression_head.bbox_ctrness.bias", before, after),
        EXPECTED.get("gradients").get("bbox_ctrness.bias"));
    assertThat(Arrays.copyOfRange(after, network.parameterCount(), after.length))
        .isEqualTo(Arrays.copyOfRange(before, network.parameterCount(), before.length));
  }

  /** What a step of learning rate 1 took away. */
  private static double[] gradient(Network network, String name, float[] before, float[] after) {
    int at = 0;
    for (Network.Parameter parameter : network.parameters()) {
      if (parameter.name().equals(name)) {
        double[] gradient = new double[parameter.size()];
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] = (double) before[at + i] - after[at + i];
        }
        return gradient;
      }
      at += parameter.size();
    }
    throw new AssertionError(name);
  }

  private static void requireHeads(float[] outputs) {
    int points = POINTS.size();
    requireStatistics("logits", part(outputs, 0, points * CLASSES), EXPECTED.get("cls_logits"));
    requireStatistics(
        "distances", part(outputs, points * CLASSES, 4 * points), EXPECTED.get("bbox_regression"));
    requireStatistics(
        "centerness", part(outputs, points * (CLASSES + 4), points), EXPECTED.get("bbox_ctrness"));
  }

  /** Some columns of the rows of both images. */
  private static float[] part(float[] outputs, int from, int count) {
    int width = outputs.length / 2;
    float[] part = new float[2 * count];
    System.arraycopy(outputs, from, part, 0, count);
    System.arraycopy(outputs, width + from, part, count, count);
    return part;
  }

  private static float[] boxes(JsonNode target) {
    float[] boxes = new float[4 * target.get("boxes").size()];
    for (int i = 0; i < boxes.length; i++) {
      boxes[i] = (float) target.get("boxes").get(i / 4).get(i % 4).asDouble();
    }
    return boxes;
  }

  @Test
  void pointsHaveTorchvisionsObjects() {
    for (int image = 0; image < 2; image++) {
      int[] found = SETTINGS.assignment().of(boxes(EXPECTED.get("targets").get(image)), POINTS);
      List<Integer> expected = new ArrayList<>();
      EXPECTED.get("matched").get(image).forEach(object -> expected.add(object.asInt()));
      assertThat(list(found)).isEqualTo(expected);
    }
  }

  private static void requireLosses(float[] outputs, Tensors tensors) {
    float[] targets = FcosFixtures.targets(EXPECTED.get("targets"), POINTS, SETTINGS);
    List<Tensor> found =
        tensors.call(
            ScriptMethod.LOSS,
            tensors.floats(outputs, 2, outputs.length / 2),
            tensors.floats(targets, 2, targets.length / 2));
    JsonNode losses = EXPECTED.get("losses");
    double[] expected = {
      losses.get("classification").asDouble(),
      losses.get("bbox_regression").asDouble(),
      losses.get("bbox_ctrness").asDouble(),
      22
    };
    float[] kept = tensors.call(ScriptMethod.STATE).get(5).floats();
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) kept[i]).isCloseTo(expected[i], within(1e-4 * expected[i]));
    }
    double total = expected[0] + expected[1] + expected[2];
    assertThat((double) found.get(0).value()).isCloseTo(total, within(1e-4 * total));
    requireGradients(outputs, found.get(1).floats());
  }

  /** The gradients of the last layers' biases are sums of those of the outputs. */
  private static void requireGradients(float[] outputs, float[] gradient) {
    int points = POINTS.size();
    double[] logits = new double[CLASSES];
    double[] distances = new double[4];
    double centerness = 0;
    float[] ofLogits = part(gradient, 0, points * CLASSES);
    for (int i = 0; i < ofLogits.length; i++) {
      logits[i % CLASSES] += ofLogits[i];
    }
    float[] ofDistances = part(gradient, points * CLASSES, 4 * points);
    float[] values = part(outputs, points * CLASSES, 4 * points);
    for (int i = 0; i < ofDistances.length; i++) {
      distances[i % 4] += values[i] > 0 ? ofDistances[i] : 0;
    }
    for (float each : part(gradient, points * (CLASSES + 4), points)) {
      centerness += each;
    }
    JsonNode expected = EXPECTED.get("gradients");
    requireClose(logits, expected.get("cls_logits.bias"));
    requireClose(distances, expected.get("bbox_reg.bias"));
    requireClose(new double[] {centerness}, expected.get("bbox_ctrness.bias"));
  }

  private static void requireClose(double[] values, JsonNode expected) {
    assertThat(values).hasSize(expected.size());
    for (int i = 0; i < values.length; i++) {
      double value = expected.get(i).asDouble();
      assertThat(values[i]).isCloseTo(value, within(1e-4 * Math.abs(value)));
    }
  }

  private static void requireDetections(float[] outputs) {
    // The expectations were made with a lower threshold than torchvision's own.
    FcosSettings.Inference inference =
        FcosSettings.of(FcosFixtures.torchvision().with("threshold", 0.05)).inference();
    List<Integer> units = SETTINGS.distances().units(SETTINGS.pyramid().allStrides());
    BoxDecoder decoder =
        new BoxDecoder(inference, POINTS, Place.filling(WIDTH, HEIGHT), units, CLASSES);
    for (int image = 0; image < 2; image++) {
      List<DetectedObject> found =
          decoder.objects(outputs, image * (outputs.length / 2), WIDTH, HEIGHT);
      JsonNode expected = EXPECTED.get("detections_score_above_0.05").get(image);
      assertThat(found).hasSize(expected.get("count").asInt());
      for (int i = 0; i < expected.get("scores").size(); i++) {
        assertThat(found.get(i).score())
            .isCloseTo(expected.get("scores").get(i).asDouble(), within(1e-4));
        // Scores that differ in the sixth digit may change places.
        int rank = i;
        assertThat(found.subList(0, i + 2)).anyMatch(object -> isSame(object, expected, rank));
      }
    }
  }

  private static boolean isSame(DetectedObject object, JsonNode expected, int rank) {
    JsonNode box = expected.get("boxes").get(rank);
    double[] sides = {
      object.box().x(), object.box().y(), object.box().right(), object.box().bottom()
    };
    boolean same =
        object.category() == expected.get("labels").get(rank).asInt()
            && Math.abs(object.score() - expected.get("scores").get(rank).asDouble()) < 1e-4;
    for (int i = 0; i < sides.length; i++) {
      same &= Math.abs(sides[i] - box.get(i).asDouble()) < 1e-4 * WIDTH;
    }
    return same;
  }
}
