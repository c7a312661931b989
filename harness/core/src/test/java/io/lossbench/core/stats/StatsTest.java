package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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

/** Expected values from SciPy 1.17.1 ({@code ttest_rel}, {@code t.interval}, {@code t.ppf}). */
class StatsTest {
  private static final double[] BASELINE = {30.14, 28.49, 26.94};
  private static final double[] TREATMENT = {30.84, 28.85, 29.32};

  @Test
  void pairedDifferenceEqualsScipy() {
    PairedDifference difference = PairedDifference.of(TREATMENT, BASELINE);
    assertThat(difference.difference().mean()).isCloseTo(1.1466666666666672, within(1e-12));
    assertThat(difference.difference().deviation()).isCloseTo(1.0815421089043784, within(1e-12));
    assertThat(difference.difference().interval().low())
        .isCloseTo(-1.540032872908682, within(1e-9));
    assertThat(difference.difference().interval().high())
        .isCloseTo(3.833366206242016, within(1e-9));
    assertThat(difference.pValue()).isCloseTo(0.20771811346210237, within(1e-9));
    assertThat(difference.smallestDetectable()).isCloseTo(3.3490061151126898, within(1e-9));
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
    PairedDifference paired = PairedDifference.of(treatment, baseline);
    assertClose(paired.difference().mean(), sample.get("difference"));
    assertClose(paired.pValue(), sample.get("p"));
    assertClose(paired.smallestDetectable(), sample.get("detectable"));
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

  @Test
  void pairsOfDifferentNumbersAreRefused() {
    assertThatThrownBy(() -> PairedDifference.of(new double[2], new double[3]))
        .hasMessage("2 values are not paired with 3");
  }

  @Test
  void aConstantDifferenceIsCertain() {
    PairedDifference certain = PairedDifference.of(new double[] {3, 4, 5}, new double[] {1, 2, 3});
    assertThat(certain.pValue()).isZero();
    assertThat(certain.smallestDetectable()).isZero();
  }

  @Test
  void onePairSaysNothingAboutChance() {
    PairedDifference difference = PairedDifference.of(new double[] {2}, new double[] {1});
    assertThat(difference.difference().mean()).isEqualTo(1);
    assertThat(difference.pValue()).isNaN();
    assertThat(difference.difference().interval().low()).isNaN();
  }

  @Test
  void equalPairsHaveNoDifference() {
    assertThat(PairedDifference.of(BASELINE, BASELINE).pValue()).isEqualTo(1);
  }

  @Test
  void holmAdjustsStepwiseAndKeepsTheOrder() {
    assertThat(Holm.adjust(new double[] {.01, Double.NaN, .04, .03}))
        .containsExactly(.03, Double.NaN, .06, .06);
    assertThat(Holm.adjust(new double[] {.9, .8})).containsExactly(1, 1);
    assertThat(Holm.adjust(new double[] {.02, .015, .3})).containsExactly(.045, .045, .3);
    assertThat(Holm.adjust(new double[] {})).isEmpty();
  }
}
