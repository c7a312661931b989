package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.stats.Equivalence.Finding;
import java.util.OptionalInt;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class EquivalenceTest {
  private static Equivalence judged(double value, double tolerance, double... ours) {
    return Equivalence.of(Summary.of(ours), value, tolerance);
  }

  @Test
  void theWholeIntervalAboveTheToleranceReproduces() {
    // 86.3, interval 86.05 to 86.55.
    assertThat(judged(86.5, .5, 86.2, 86.3, 86.4))
        .isEqualTo(new Equivalence(Finding.REPRODUCED, OptionalInt.empty()));
    assertThat(judged(80, .5, 86.2, 86.3, 86.4).finding()).isEqualTo(Finding.REPRODUCED);
    assertThat(judged(86.9, .5, 86.2, 86.3, 86.4).finding()).isEqualTo(Finding.UNDECIDED);
    assertThat(judged(87.2, .5, 86.2, 86.3, 86.4).finding()).isEqualTo(Finding.NOT_REPRODUCED);
  }

  /** An interval of 20 to 60 once "reproduced" whatever lay within it. */
  @Test
  void noiseReproducesNothing() {
    assertThat(judged(55, .5, 31, 40, 49).finding()).isEqualTo(Finding.UNDECIDED);
    assertThat(judged(25, .5, 31, 40, 49).finding()).isEqualTo(Finding.UNDECIDED);
  }

  @Test
  void oneRepetitionDecidesNothing() {
    assertThat(judged(50, .5, 90).finding()).isEqualTo(Finding.UNDECIDED);
    assertThat(judged(50, .5, 10).finding()).isEqualTo(Finding.UNDECIDED);
    assertThat(judged(50, .5, 10).repetitionsToDecide()).isEmpty();
    assertThat(judged(50, .5).finding()).isEqualTo(Finding.UNDECIDED);
  }

  @Test
  void equalRepetitionsHaveAnIntervalOfOnePoint() {
    assertThat(judged(50, .5, 49.5, 49.5).finding()).isEqualTo(Finding.REPRODUCED);
    assertThat(judged(50, .5, 49.25, 49.25).finding()).isEqualTo(Finding.NOT_REPRODUCED);
  }

  /** Half a deviation above the bound takes 34 repetitions, a whole one ten (SciPy 1.17.1, nct). */
  @Test
  void repetitionsThatWouldDecideAreThoseOfTheTTest() {
    assertThat(judged(50.5, 1, 49, 50, 51).repetitionsToDecide()).hasValue(34);
    assertThat(judged(51.5, 1, 49, 50, 51).repetitionsToDecide()).hasValue(34);
    assertThat(judged(50, 1, 49, 50, 51).repetitionsToDecide()).hasValue(10);
    assertThat(judged(51, 1, 49, 50, 51).repetitionsToDecide()).isEmpty();
    double critical = TDistribution.of(9).inverseSurvivalProbability(.025);
    assertThat(new NoncentralT(9, Math.sqrt(10)).beyond(critical)).isBetween(.8, .85);
  }
}
