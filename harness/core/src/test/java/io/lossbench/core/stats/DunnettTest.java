package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class DunnettTest {
  /** Dunnett 1964, tables II and III, for 1, 2, 3, 5 and 9 comparisons; some were rounded up. */
  @ParameterizedTest
  @CsvSource({
    "5, 0.95, 2.57, 3.03, 3.29, 3.62, 3.97",
    "10, 0.95, 2.23, 2.57, 2.76, 2.99, 3.24",
    "20, 0.95, 2.09, 2.38, 2.54, 2.73, 2.95",
    "Infinity, 0.95, 1.96, 2.21, 2.35, 2.51, 2.69",
    "5, 0.99, 4.03, 4.63, 4.98, 5.41, 5.89",
    "10, 0.99, 3.17, 3.53, 3.74, 3.99, 4.28",
    "20, 0.99, 2.85, 3.13, 3.29, 3.48, 3.69",
    "Infinity, 0.99, 2.58, 2.79, 2.92, 3.06, 3.22",
  })
  void quantilesAreThoseOfThePublishedTables(
      double df, double level, double one, double two, double three, double five, double nine) {
    int[] comparisons = {1, 2, 3, 5, 9};
    double[] published = {one, two, three, five, nine};
    for (int i = 0; i < comparisons.length; i++) {
      assertThat(new Dunnett(comparisons[i], df).quantile(level))
          .isCloseTo(published[i], within(.0055));
    }
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
