package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.stats.AcrossSettings.Advantage;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class AcrossSettingsTest {
  private static final double NONE = Double.NaN;

  private static AcrossSettings across(double[][]... settings) {
    return AcrossSettings.of(settings, 0, AcrossSettings.RESAMPLES, new SplitMix64(1));
  }

  @ParameterizedTest
  @MethodSource("expected")
  void ranksImprovementAndInterquartileMeanAreScipys(JsonNode expected) {
    double[][][] values =
        expected
            .get("values")
            .valueStream()
            .map(
                setting ->
                    setting.valueStream().map(Expectations::numbers).toArray(double[][]::new))
            .toArray(double[][][]::new);
    AcrossSettings across = across(values);
    assertThat(across.settings()).isEqualTo(values.length);
    double[] ranks = Expectations.numbers(expected.get("ranks"));
    for (int t = 0; t < ranks.length; t++) {
      assertThat(across.averageRanks().get(t)).isCloseTo(ranks[t], within(1e-12));
    }
    assertThat(across.advantages().get(0)).isEmpty();
    for (int t = 1; t < ranks.length; t++) {
      Advantage advantage = across.advantages().get(t).orElseThrow();
      JsonNode of = expected.get("advantages").get(t - 1);
      assertThat(advantage.improvement())
          .isCloseTo(of.get("improvement").asDouble(), within(1e-12));
      assertThat(advantage.improvementInterval().low())
          .isCloseTo(of.get("low").asDouble(), within(1e-9));
      assertThat(advantage.improvementInterval().high())
          .isCloseTo(of.get("high").asDouble(), within(1e-9));
      assertThat(advantage.gain()).isCloseTo(of.get("gain").asDouble(), within(1e-12));
    }
  }

  static Stream<JsonNode> expected() throws IOException {
    return Expectations.of("settings");
  }

  /** With three values nothing is cut, and the bootstrap's error is that of a mean: Student's t. */
  @Test
  void theIntervalOfThreeRepetitionsIsStudents() {
    double[][] setting = {{70, 71, 72}, {71.5, 71.9, 74.1}};
    Advantage advantage = across(setting).advantages().get(1).orElseThrow();
    Summary student = Summary.of(new double[] {1.5, .9, 2.1});
    double half = student.interval().high() - student.mean();
    assertThat((advantage.gainInterval().high() - advantage.gain()) / half)
        .isCloseTo(1, within(.04));
    assertThat(advantage.gainInterval().low() + advantage.gainInterval().high())
        .isCloseTo(2 * advantage.gain(), within(1e-9));
    assertThat(advantage.pairs()).isEqualTo(3);
  }

  @Test
  void whatIsMissingIsNeitherRankedNorPaired() {
    AcrossSettings across =
        across(
            new double[][] {{70, 71, NONE}, {72, 73, 74}, {NONE, NONE, NONE}},
            new double[][] {{60, 61, 62}, {61, 63, 63}, {59, NONE, NONE}});
    assertThat(across.settings()).isEqualTo(1);
    assertThat(across.averageRanks()).containsExactly(2., 1., 3.);
    assertThat(across.advantages().get(1).orElseThrow().pairs()).isEqualTo(5);
    assertThat(across.advantages().get(2)).isEmpty();
  }

  @Test
  void noSettingHasNoRanks() {
    AcrossSettings across = across(new double[][] {{70, 71}, {NONE, NONE}});
    assertThat(across.averageRanks()).containsExactly(NONE, NONE);
    assertThat(across.lowestSignP()).isEqualTo(1);
  }

  @Test
  void fewSettingsCannotAgreeSignificantly() {
    double[][] setting = {{70, 71}, {72, 73}};
    assertThat(across(setting, setting, setting).lowestSignP()).isEqualTo(.25);
    assertThat(across(setting, setting, setting, setting, setting, setting).lowestSignP())
        .isLessThan(.05);
  }

  @Test
  void theInterquartileMeanLeavesOutAQuarterAtEachEnd() {
    assertThat(AcrossSettings.interquartileMean(new double[] {100, 1, 2, -50})).isEqualTo(1.5);
    assertThat(AcrossSettings.interquartileMean(new double[] {9, 1, 2})).isEqualTo(4);
  }
}
