package io.lossbench.torch.head;

import static io.lossbench.torch.head.TorchvisionFcos.CLASSES;
import static io.lossbench.torch.head.TorchvisionFcos.EXPECTED;
import static io.lossbench.torch.head.TorchvisionFcos.HEIGHT;
import static io.lossbench.torch.head.TorchvisionFcos.POINTS;
import static io.lossbench.torch.head.TorchvisionFcos.SETTINGS;
import static io.lossbench.torch.head.TorchvisionFcos.WIDTH;
import static io.lossbench.torch.head.TorchvisionFcos.requireStatistics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.detection.DetectedObject;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensor;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.target.Place;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The heads of our FCOS against torchvision's: what they say of each point, the objects of the
 * points, the three losses, their gradients and the best detections.
 */
class FcosHeadsEqualityTest {
  @TempDir Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  @Test
  void pointsHaveTorchvisionsObjects() {
    for (int image = 0; image < 2; image++) {
      int[] found = SETTINGS.assignment().of(boxes(EXPECTED.get("targets").get(image)), POINTS);
      JsonNode expected = EXPECTED.get("matched").get(image);
      assertThat(found).containsExactly(expected.valueStream().mapToInt(JsonNode::asInt).toArray());
    }
  }

  private static float[] boxes(JsonNode target) {
    float[] boxes = new float[4 * target.get("boxes").size()];
    for (int i = 0; i < boxes.length; i++) {
      boxes[i] = (float) target.get("boxes").get(i / 4).get(i % 4).asDouble();
    }
    return boxes;
  }

  @Test
  void headsLossesGradientsAndDetectionsAreTorchvisions() {
    Network network = TorchvisionFcos.network(SETTINGS, CLASSES);
    try (LoadedArchive archive = TorchvisionFcos.archive(network, folder);
        Tensors tensors = archive.tensors()) {
      float[] outputs = TorchvisionFcos.outputs(tensors);
      requireHeads(outputs);
      requireLosses(outputs, tensors);
      requireDetections(outputs);
    }
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

  /** A step of SGD with frozen batch normalisation, as the expectations were made. */
  @Test
  void aStepFollowsTorchvisionsGradients() {
    FcosSettings frozen =
        FcosSettings.of(FcosFixtures.detector("{type: fcos, batch-norm: frozen}"));
    Network network = TorchvisionFcos.network(frozen, CLASSES);
    float[] before = TorchvisionFcos.state(network);
    float[] after;
    try (LoadedArchive archive = TorchvisionFcos.archive(network, folder);
        Tensors tensors = archive.tensors()) {
      tensors.call(ScriptMethod.ALLOCATE);
      float[] targets = FcosFixtures.targets(EXPECTED.get("targets"), POINTS, SETTINGS);
      tensors.call(
          ScriptMethod.STEP,
          TorchvisionFcos.images(tensors),
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
}
