package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class PowerTest {
  @ParameterizedTest
  @MethodSource("powers")
  void powerIsScipysAndStatsmodels(JsonNode expected) {
    int n = expected.get("n").asInt();
    double noncentrality = expected.get("effect").asDouble() * Math.sqrt(n);
    double power = expected.get("power").asDouble();
    assertThat(new NoncentralT(n - 1, noncentrality).beyond(critical(n)))
        .isCloseTo(power, within(1e-9));
    assertThat(new NoncentralT(n - 1, -noncentrality).beyond(critical(n)))
        .isCloseTo(power, within(1e-9));
  }

  static Stream<JsonNode> powers() throws IOException {
    return Expectations.of("power").filter(entry -> entry.has("power"));
  }

  @ParameterizedTest
  @MethodSource("noncentral")
  void noncentralTIsScipys(JsonNode expected) {
    NoncentralT t =
        new NoncentralT(expected.get("df").asDouble(), expected.get("noncentrality").asDouble());
    assertThat(t.cumulative(expected.get("t").asDouble()))
        .isCloseTo(expected.get("cumulative").asDouble(), within(1e-11));
  }

  static Stream<JsonNode> noncentral() throws IOException {
    return Expectations.of("noncentral-t");
  }

  @ParameterizedTest
  @MethodSource("planned")
  void whatIsFoundAndHowManyRepetitionsFindItIsScipys(JsonNode expected) {
    if (expected.has("effect")) {
      double effect = expected.get("effect").asDouble();
      assertThat(
              Power.repetitions(
                  n -> new NoncentralT(n - 1, effect * Math.sqrt(n)).beyond(critical(n))))
          .hasValue(expected.get("repetitions").asInt());
    } else {
      int n = expected.get("n").asInt();
      assertThat(Power.smallestDetectable(n - 1, critical(n)))
          .isCloseTo(expected.get("detectable").asDouble(), within(1e-6));
    }
  }

  static Stream<JsonNode> planned() throws IOException {
    return Expectations.of("power").filter(entry -> !entry.has("power"));
  }

  private static double critical(int n) {
    return TDistribution.of(n - 1).inverseSurvivalProbability(.025);
  }

  @Test
  void aKnownDeviationIsTheNormalDistribution() {
    NoncentralT known = new NoncentralT(Double.POSITIVE_INFINITY, 1);
    assertThat(known.cumulative(1)).isEqualTo(.5);
    assertThat(known.cumulative(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(known.cumulative(Double.NEGATIVE_INFINITY)).isZero();
  }

  @Test
  void whatTakesMoreThanAThousandRepetitionsIsNotPlanned() {
    assertThat(Power.repetitions(n -> n < 1000 ? .79 : .8)).hasValue(1000);
    assertThat(Power.repetitions(n -> .79)).isEmpty();
    assertThat(Power.repetitions(n -> 1)).hasValue(2);
  }

  @Test
  void aFunctionWithoutARootIsRefused() {
    assertThatThrownBy(() -> Root.between(1, 2, x -> x)).hasMessage("no root between 1.0 and 2.0");
  }

  @Test
  void rootsAtTheBoundsAreFound() {
    assertThat(Root.between(0, 2, x -> x)).isZero();
    assertThat(Root.between(-1, 0, x -> x)).isZero();
    assertThat(Root.between(0, 50, x -> Math.exp(x) - 2)).isCloseTo(Math.log(2), within(1e-12));
  }
}
