package io.lossbench.core.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** COCO's evaluation gives pycocotools' numbers; see coco_judge_expectations.py. */
class CocoGoldenTest {
  static Path resource(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(CocoGoldenTest.class.getResource("/coco-judge/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static AnnotatedImages truth(String name) {
    return AnnotationsFile.read(
            resource(name + ".annotations.json"), DetectionProtocol.COCO, FaultListener.FIRST)
        .orElseThrow();
  }

  static Detections detections(String name, AnnotatedImages truth) {
    return DetectionsFile.read(resource(name + ".detections.json"), truth);
  }

  private static double percent(JsonNode number) {
    return number.asDouble() == -1 ? Double.NaN : 100 * number.asDouble();
  }

  private static List<Double> percents(JsonNode numbers) {
    return numbers.valueStream().map(CocoGoldenTest::percent).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "by-hand",
        "crowds-areas-ties",
        "many-detections",
        "everything-1",
        "everything-2",
        "everything-3"
      })
  void numbersAreThoseOfPycocotools(String name) throws IOException {
    AnnotatedImages truth = truth(name);
    CocoEvaluation evaluation = CocoEvaluation.of(detections(name, truth), truth);
    JsonNode expected =
        JsonMapper.builder().build().readTree(Files.readString(resource(name + ".expected.json")));
    Map<String, Double> numbers = evaluation.numbers();
    assertThat(numbers.keySet()).containsExactlyElementsOf(expected.get("numbers").propertyNames());
    for (Map.Entry<String, JsonNode> each : expected.get("numbers").properties()) {
      assertSame(each.getKey(), numbers.get(each.getKey()), percent(each.getValue()));
    }
    List<Double> perCategory = percents(expected.get("AP of categories"));
    assertThat(evaluation.perCategory()).hasSameSizeAs(perCategory);
    for (int c = 0; c < perCategory.size(); c++) {
      assertSame("category " + c, evaluation.perCategory().get(c), perCategory.get(c));
    }
    assertThat(evaluation.primary()).isEqualTo(numbers.get("AP"));
    int[] once = new int[truth.rows()];
    Arrays.fill(once, 1);
    assertThat(evaluation.primary(once)).isEqualTo(numbers.get("AP"));
    assertThat(numbers.keySet())
        .containsExactlyElementsOf(
            CocoEvaluation.metrics().stream().map(m -> m.name()).collect(Collectors.toList()));
  }

  /** As pycocotools accumulates it: its AP is the mean of these. */
  @ParameterizedTest
  @ValueSource(strings = {"by-hand", "many-detections", "everything-1"})
  void precisionByRecallIsThatOfPycocotools(String name) throws IOException {
    AnnotatedImages truth = truth(name);
    CocoEvaluation evaluation = CocoEvaluation.of(detections(name, truth), truth);
    JsonNode expected =
        JsonMapper.builder().build().readTree(Files.readString(resource(name + ".expected.json")));
    Map<String, Integer> curves =
        Map.of(
            "precision at IoU 0.50", CocoEvaluation.IOU_50,
            "precision at IoU 0.75", CocoEvaluation.IOU_75);
    curves.forEach(
        (key, threshold) -> {
          List<double[]> ours = evaluation.precisions(threshold);
          assertThat(ours).hasSize(expected.get(key).size());
          for (int c = 0; c < ours.size(); c++) {
            double[] theirs =
                expected.get(key).get(c).valueStream().mapToDouble(JsonNode::asDouble).toArray();
            assertThat(ours.get(c).length).isEqualTo(theirs.length == 0 ? 0 : 101);
            for (int i = 0; i < ours.get(c).length; i++) {
              assertThat(ours.get(c)[i])
                  .as(key + ", category " + c + ", recall " + i)
                  .isEqualTo(i < theirs.length ? theirs[i] : 0, within(1e-12));
            }
          }
        });
  }

  private static void assertSame(String what, double ours, double theirs) {
    if (Double.isNaN(theirs)) {
      assertThat(ours).as(what).isNaN();
    } else {
      assertThat(ours).as(what).isEqualTo(theirs, within(1e-10));
    }
  }
}
