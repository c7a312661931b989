package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of every type and order, with what scikit-learn says of them: numpy_expectations.py. */
class NumpyFilesTest {
  @TempDir Path folder;

  static Stream<Arguments> files() throws IOException {
    JsonNode files =
        JsonMapper.shared()
            .readTree(Files.readString(Path.of("src/test/resources/numpy/files.json")));
    return files.valueStream().map(each -> Arguments.of(each.get("name").asString(), each));
  }

  private Path file(JsonNode expected, String key) throws IOException {
    return Files.write(
        folder.resolve(key + ".npy"), Base64.getDecoder().decode(expected.get(key).asString()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void everyMetricIsScikitLearns(String name, JsonNode expected) throws IOException {
    Scores scores = NpyFile.readScores(file(expected, "scores"));
    LabelMatrix labels = NpyFile.readLabels(file(expected, "labels"));
    Map<String, Double> metrics =
        MultiLabelMetrics.evaluate(
                scores,
                labels,
                new EvaluationProtocol(
                    expected.get("threshold").asDouble(),
                    expected.get("k").asInt(),
                    EvaluationProtocol.Scale.valueOf(expected.get("scale").asString())))
            .metrics();
    assertThat(metrics.keySet()).containsExactlyElementsOf(expected.get("metrics").propertyNames());
    metrics.forEach(
        (metric, value) -> {
          JsonNode wanted = expected.get("metrics").get(metric);
          if (wanted.isNull()) {
            assertThat(value).as(metric).isNaN();
          } else {
            assertThat(value).as(metric).isCloseTo(wanted.asDouble(), within(1e-8));
          }
        });
  }
}
