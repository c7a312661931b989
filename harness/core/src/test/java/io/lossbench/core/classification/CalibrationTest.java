package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.task.Calibration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calibration as scikit-learn has it; the cases are made by {@code calibration_expectations.py}.
 */
class CalibrationTest {
  static Stream<JsonNode> cases() throws IOException {
    return new JsonMapper()
        .readTree(Files.readString(Path.of("src/test/resources/calibration/pairs.json")))
        .valueStream();
  }

  private static List<Double> numbers(JsonNode array) {
    return array.valueStream().map(JsonNode::doubleValue).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isThatOfScikitLearn(JsonNode expected) {
    int rows = expected.get("rows").intValue();
    int classes = expected.get("classes").intValue();
    float[] scores = new float[rows * classes];
    byte[] labels = new byte[rows * classes];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) expected.get("probabilities").get(i).doubleValue();
      labels[i] = (byte) expected.get("labels").get(i).intValue();
    }
    Calibration calibration =
        new MultiLabel()
            .calibration(
                ScoreMatrix.of(rows, classes, scores), LabelMatrix.of(rows, classes, labels));
    List<Calibration.Bin> filled =
        calibration.bins().stream().filter(bin -> bin.count() > 0).toList();
    List<Double> frequency = numbers(expected.get("frequency"));
    List<Double> confidence = numbers(expected.get("confidence"));
    assertThat(filled).hasSameSizeAs(frequency);
    for (int b = 0; b < filled.size(); b++) {
      assertThat(filled.get(b).frequency()).isCloseTo(frequency.get(b), within(1e-12));
      assertThat(filled.get(b).confidence()).isCloseTo(confidence.get(b), within(1e-12));
    }
    assertThat(calibration.expectedError())
        .isCloseTo(expected.get("expected-error").doubleValue(), within(1e-12));
    assertThat(calibration.classwiseError())
        .isCloseTo(expected.get("classwise-error").doubleValue(), within(1e-12));
    assertThat(calibration.brier()).isCloseTo(expected.get("brier").doubleValue(), within(1e-12));
  }

  @Test
  void ofOneClassAnImageTheHighestProbabilityCounts() {
    // Right with 0.9, wrong with 0.6.
    Calibration calibration =
        new SingleLabel()
            .calibration(
                ScoreMatrix.of(2, 3, new float[] {.9f, .05f, .05f, .3f, .6f, .1f}),
                LabelMatrix.of(2, 3, new byte[] {1, 0, 0, 1, 0, 0}));
    assertThat(calibration.unit()).isEqualTo(Calibration.Unit.HIGHEST);
    assertThat(calibration.all().count()).isEqualTo(2);
    assertThat(calibration.expectedError()).isCloseTo((.1 + .6) / 2, within(1e-7));
    assertThat(calibration.brier()).isCloseTo((.01 + .36) / 2, within(1e-7));
    assertThat(calibration.classwiseError()).isNaN();
  }

  @Test
  void aBinHasItsUpperEnd() {
    Calibration calibration =
        new MultiLabel()
            .calibration(
                ScoreMatrix.of(3, 1, new float[] {0, 1, 0.0001f}),
                LabelMatrix.of(3, 1, new byte[] {0, 1, 0}));
    assertThat(calibration.bins().get(0).count()).isEqualTo(2);
    assertThat(calibration.bins().get(Calibration.BINS - 1).count()).isEqualTo(1);
  }
}
