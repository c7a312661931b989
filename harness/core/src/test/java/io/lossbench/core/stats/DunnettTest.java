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

class DunnettTest {
  /** QUADPACK's, in shapes that printed tables have: statistics_expectations.py, SciPy 1.17.1. */
  @ParameterizedTest
  @MethodSource("quantiles")
  void quantilesAreThoseOfAnotherQuadrature(JsonNode expected) {
    double df =
        expected.get("df").isNull() ? Double.POSITIVE_INFINITY : expected.get("df").asDouble();
    assertThat(
            new Dunnett(expected.get("comparisons").asInt(), df)
                .quantile(expected.get("level").asDouble()))
        .isCloseTo(expected.get("quantile").asDouble(), within(1e-8));
  }

  static Stream<JsonNode> quantiles() throws IOException {
    return Expectations.of("dunnett-quantiles");
  }

  @ParameterizedTest
  @MethodSource("expected")
  void chancesAreThoseOfAnotherQuadrature(JsonNode expected) {
    Dunnett dunnett =
        new Dunnett(expected.get("comparisons").asInt(), expected.get("df").asDouble());
    double t = expected.get("t").asDouble();
    double chance = expected.get("cumulative").asDouble();
    assertThat(dunnett.cumulative(t)).isCloseTo(chance, within(1e-9));
    assertThat(dunnett.pValue(-t)).isCloseTo(1 - chance, within(1e-9));
    assertThat(dunnett.quantile(chance)).isCloseTo(t, within(1e-7));
  }

  static Stream<JsonNode> expected() throws IOException {
    return Expectations.of("dunnett");
  }

  @Test
  void oneComparisonIsStudentsT() {
    TDistribution student = TDistribution.of(4);
    for (double t : new double[] {.1, 1, 3, 30}) {
      assertThat(new Dunnett(1, 4).pValue(t))
          .isCloseTo(2 * student.survivalProbability(t), within(1e-12));
    }
  }

  /** Sentence, interval and p value are made of these two. */
  @Test
  void quantileAndPValueAgree() {
    for (int comparisons : new int[] {2, 5, 30}) {
      for (double df : new double[] {1, 2, 4, 18, 200, Double.POSITIVE_INFINITY}) {
        Dunnett dunnett = new Dunnett(comparisons, df);
        assertThat(dunnett.pValue(dunnett.quantile(.95))).isCloseTo(.05, within(1e-10));
      }
    }
  }

  @Test
  void endsAreCertain() {
    Dunnett dunnett = new Dunnett(3, 6);
    assertThat(dunnett.pValue(0)).isEqualTo(1);
    assertThat(dunnett.pValue(Double.POSITIVE_INFINITY)).isZero();
    assertThat(dunnett.pValue(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(dunnett.pValue(Double.NaN)).isNaN();
    assertThat(dunnett.pValue(1e9)).isBetween(0., 1e-12);
    assertThat(dunnett.pValue(1e-9)).isBetween(1 - 1e-9, 1.);
  }

  @Test
  void nothingComparedIsRefused() {
    assertThatThrownBy(() -> new Dunnett(0, 4)).hasMessage("0 comparisons are less than one");
    assertThatThrownBy(() -> new Dunnett(2, 0).cumulative(1))
        .hasMessage("0.0 degrees of freedom are not positive");
  }
}
