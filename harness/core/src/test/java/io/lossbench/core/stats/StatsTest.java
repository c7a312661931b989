package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Expected values from SciPy 1.16 ({@code ttest_rel}, {@code t.interval}, {@code t.ppf}). */
class StatsTest {
  private static final double[] BASELINE = {30.14, 28.49, 26.94};
  private static final double[] TREATMENT = {30.84, 28.85, 29.32};

  @Test
  void pairedDifferenceEqualsScipy() {
    Difference difference = difference(TREATMENT, BASELINE);
    assertThat(difference.mean()).isCloseTo(1.1466666666666672, within(1e-12));
    assertThat(difference.deviation()).isCloseTo(1.0815421089043784, within(1e-12));
    assertThat(difference.interval().low()).isCloseTo(-1.540032872908682, within(1e-9));
    assertThat(difference.interval().high()).isCloseTo(3.833366206242016, within(1e-9));
    assertThat(difference.pValue()).isCloseTo(0.20771811346210237, within(1e-9));
  }

  /** Values, n and expectations of every kind of sample: scipy_expectations.py. */
  @ParameterizedTest
  @MethodSource("samples")
  void summariesAndPairsAreScipys(JsonNode sample) {
    double[] treatment = numbers(sample.get("treatment"));
    double[] baseline = numbers(sample.get("baseline"));
    Summary summary = Summary.of(treatment);
    assertClose(summary.mean(), sample.get("mean"));
    assertClose(summary.deviation(), sample.get("deviation"));
    assertClose(summary.interval().low(), sample.get("low"));
    assertClose(summary.interval().high(), sample.get("high"));
    if (treatment.length > 1) {
      assertClose(summary.predictionInterval().orElseThrow().low(), sample.get("single-low"));
      assertClose(summary.predictionInterval().orElseThrow().high(), sample.get("single-high"));
    } else {
      assertThat(summary.predictionInterval()).isEmpty();
    }
    Difference paired = difference(treatment, baseline);
    assertClose(paired.mean(), sample.get("difference"));
    assertClose(paired.pValue(), sample.get("p"));
  }

  static Stream<JsonNode> samples() throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readString(Path.of("src/test/resources/scipy/samples.json")))
        .valueStream();
  }

  private static double[] numbers(JsonNode list) {
    return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static void assertClose(double found, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(found).isNaN();
    } else {
      double wanted = expected.asDouble();
      assertThat(found).isCloseTo(wanted, within(1e-9 * Math.max(1, Math.abs(wanted))));
    }
  }

  private static Difference difference(double[] treatment, double[] baseline) {
    return BaselineComparison.of(new double[][] {baseline, treatment}, 0)
        .differences()
        .get(1)
        .orElseThrow();
  }

  @Test
  void aConstantDifferenceIsCertain() {
    Difference certain = difference(new double[] {3, 4, 5}, new double[] {1, 2, 3});
    assertThat(certain.pValue()).isZero();
    assertThat(certain.smallestDetectable()).isZero();
  }

  @Test
  void onePairSaysNothingAboutChance() {
    Difference difference = difference(new double[] {2}, new double[] {1});
    assertThat(difference.mean()).isEqualTo(1);
    assertThat(difference.pValue()).isNaN();
    assertThat(difference.interval().low()).isNaN();
  }

  @Test
  void equalPairsHaveNoDifference() {
    assertThat(difference(BASELINE, BASELINE).pValue()).isEqualTo(1);
  }
}
