package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.stats.BaselineComparison.Grounds;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class BaselineComparisonTest {
  private static final double NONE = Double.NaN;

  /**
   * Three losses that spread alike, where the first is the baseline; their F tests have p = 0.93,
   * 0.36 and 0.18.
   */
  private static final double[][] ALIKE = {
    {70.0, 72.1, 71.2, 69.4},
    {71.2, 72.9, 72.6, 70.7},
    {70.1, 72.4, 70.9, 69.9}
  };

  @ParameterizedTest
  @MethodSource("layouts")
  void residualAndSpreadAreThoseOfLeastSquaresAndContrasts(JsonNode expected) {
    double[][] values =
        expected.get("values").valueStream().map(Expectations::numbers).toArray(double[][]::new);
    TwoWayLayout layout = TwoWayLayout.of(values);
    double residual = expected.get("residual").asDouble();
    assertThat(layout.residual()).isCloseTo(residual, within(1e-11 * Math.max(1, residual)));
    if (expected.get("spread").isNull()) {
      assertThat(layout.unequalSpread()).isNaN();
    } else {
      assertThat(layout.unequalSpread()).isCloseTo(expected.get("spread").asDouble(), within(1e-9));
    }
  }

  static Stream<JsonNode> layouts() throws IOException {
    return Expectations.of("layouts");
  }

  @Test
  void spreadsThatGoTogetherArePooled() {
    BaselineComparison comparison = BaselineComparison.of(ALIKE, 0);
    assertThat(comparison.grounds()).isEqualTo(Grounds.SPREADS_AGREE);
    assertThat(comparison.leftOut()).isZero();
    assertThat(comparison.differences().get(0)).isEmpty();
    Difference difference = comparison.differences().get(1).orElseThrow();
    TwoWayLayout layout = TwoWayLayout.of(ALIKE);
    assertThat(difference.mean()).isCloseTo(1.175, within(1e-12));
    assertThat(difference.degreesOfFreedom()).isEqualTo(6);
    assertThat(difference.standardError())
        .isCloseTo(Math.sqrt(2 * layout.residual() / 4), within(1e-12));
    double half = new Dunnett(2, 6).quantile(.95) * difference.standardError();
    assertThat(difference.interval().low()).isCloseTo(1.175 - half, within(1e-12));
    assertThat(difference.interval().high()).isCloseTo(1.175 + half, within(1e-12));
    assertThat(difference.pValue())
        .isEqualTo(new Dunnett(2, 6).pValue(difference.mean() / difference.standardError()));
  }

  /** The interval of three pairs reaches to 4.30 standard errors, the pooled one to 3.31. */
  @Test
  void poolingGainsDegreesOfFreedom() {
    double[][] values =
        Arrays.stream(ALIKE).map(row -> Arrays.copyOf(row, 3)).toArray(double[][]::new);
    Difference difference = BaselineComparison.of(values, 0).differences().get(1).orElseThrow();
    assertThat(difference.basis()).isEqualTo(Basis.POOLED);
    assertThat(difference.degreesOfFreedom()).isEqualTo(4);
  }

  @Test
  void aNoisyTreatmentIsJudgedByPairsOfAtLeastThePooledSpread() {
    double[][] values = {
      {70.0, 72.1, 71.2, 69.4, 70.3},
      {70.2, 72.3, 71.5, 69.7, 70.5},
      {65.1, 79.4, 64.9, 75.9, 70.0}
    };
    BaselineComparison comparison = BaselineComparison.of(values, 0);
    assertThat(comparison.grounds()).isEqualTo(Grounds.SPREADS_DIFFER);
    assertThat(comparison.unequalSpread()).isLessThan(.01);
    double pooled = Math.sqrt(2 * TwoWayLayout.of(values).residual());
    Difference quiet = comparison.differences().get(1).orElseThrow();
    Difference noisy = comparison.differences().get(2).orElseThrow();
    assertThat(quiet.deviation()).isEqualTo(pooled);
    assertThat(noisy.deviation())
        .isEqualTo(pair(values[2], values[0]).deviation())
        .isGreaterThan(pooled);
    assertThat(quiet.basis()).isEqualTo(Basis.PAIRS);
    assertThat(quiet.degreesOfFreedom()).isEqualTo(4);
  }

  /** The third loss alone spreads more with p = 0.18; as one of two losses with twice that. */
  @Test
  void aBaselineIsHeldForNoisyWhereALossIsNot() {
    BaselineComparison loss = BaselineComparison.of(ALIKE, 0);
    BaselineComparison baseline = BaselineComparison.of(ALIKE, 2);
    assertThat(loss.grounds()).isEqualTo(Grounds.SPREADS_AGREE);
    assertThat(baseline.grounds()).isEqualTo(Grounds.SPREADS_DIFFER);
    assertThat(baseline.unequalSpread()).isCloseTo(.17526814, within(1e-8));
    assertThat(loss.unequalSpread()).isCloseTo(2 * baseline.unequalSpread(), within(1e-12));
  }

  @Test
  void oneTreatmentIsAPairedTest() {
    double[] baseline = {30.14, 28.49, 26.94};
    double[] treatment = {30.84, 28.85, 29.32};
    BaselineComparison comparison = BaselineComparison.of(new double[][] {treatment, baseline}, 1);
    assertThat(comparison.grounds()).isEqualTo(Grounds.ONE_COMPARISON);
    Difference difference = comparison.differences().get(0).orElseThrow();
    // SciPy 1.17.1: ttest_rel and its confidence_interval.
    assertThat(difference.pValue()).isCloseTo(.20771811346210237, within(1e-9));
    assertThat(difference.interval().low()).isCloseTo(-1.540032872908682, within(1e-9));
  }

  @Test
  void twoRepetitionsAreJudgedPairByPairWithBonferroni() {
    double[][] values =
        Arrays.stream(ALIKE).map(row -> Arrays.copyOf(row, 2)).toArray(double[][]::new);
    BaselineComparison comparison = BaselineComparison.of(values, 0);
    assertThat(comparison.grounds()).isEqualTo(Grounds.FEW_REPETITIONS);
    Difference difference = comparison.differences().get(1).orElseThrow();
    Difference alone = pair(values[1], values[0]);
    assertThat(difference.pValue()).isCloseTo(2 * alone.pValue(), within(1e-12));
    assertThat(difference.deviation()).isEqualTo(alone.deviation());
  }

  @Test
  void repetitionsThatLackATreatmentAreLeftOutOfTheLayout() {
    double[][] values = {
      {70.0, 72.1, 71.2, 69.4, NONE},
      {71.2, 72.9, 72.6, 70.7, NONE},
      {70.1, 72.4, 70.9, NONE, 70.0}
    };
    BaselineComparison comparison = BaselineComparison.of(values, 0);
    assertThat(comparison.grounds()).isEqualTo(Grounds.SPREADS_AGREE);
    assertThat(comparison.leftOut()).isEqualTo(1);
    assertThat(comparison.differences().get(1).orElseThrow().repetitions()).isEqualTo(3);
    assertThat(comparison.differences().get(1).orElseThrow().mean())
        .isCloseTo((1.2 + .8 + 1.4) / 3, within(1e-12));
  }

  @Test
  void whereMostRepetitionsLackATreatmentPairsKeepWhatTheyHave() {
    double[][] values = {
      {70.0, 72.1, 71.2, 69.4, 70.3, 71.0},
      {71.2, 72.9, 72.6, 70.7, 71.1, 71.9},
      {70.1, 72.4, 70.9, NONE, NONE, NONE}
    };
    BaselineComparison comparison = BaselineComparison.of(values, 0);
    assertThat(comparison.grounds()).isEqualTo(Grounds.INCOMPLETE);
    assertThat(comparison.differences().get(1).orElseThrow().repetitions()).isEqualTo(6);
    assertThat(comparison.differences().get(2).orElseThrow().repetitions()).isEqualTo(3);
    assertThat(comparison.differences().get(2).orElseThrow().comparisons()).isEqualTo(2);
  }

  @Test
  void aTreatmentOfOneRepetitionIsShownAndLeavesTheOthersAlone() {
    double[][] values = {
      ALIKE[0], ALIKE[1], ALIKE[2], {75, NONE, NONE, NONE}, {NONE, NONE, NONE, NONE}
    };
    BaselineComparison comparison = BaselineComparison.of(values, 0);
    assertThat(comparison.grounds()).isEqualTo(Grounds.SPREADS_AGREE);
    Difference single = comparison.differences().get(3).orElseThrow();
    assertThat(single.mean()).isEqualTo(5);
    assertThat(single.pValue()).isNaN();
    assertThat(single.interval().low()).isNaN();
    assertThat(single.smallestDetectable()).isNaN();
    assertThat(single.repetitionsToDecide()).isEmpty();
    assertThat(comparison.differences().get(4)).isEmpty();
    assertThat(comparison.differences().get(1))
        .isEqualTo(BaselineComparison.of(ALIKE, 0).differences().get(1));
  }

  @Test
  void equalTreatmentsDoNotDifferAndConstantDifferencesAreCertain() {
    double[] shifted = Arrays.stream(ALIKE[0]).map(value -> value + 1).toArray();
    BaselineComparison comparison =
        BaselineComparison.of(new double[][] {ALIKE[0], ALIKE[0], shifted}, 0);
    assertThat(comparison.differences().get(1).orElseThrow().pValue()).isEqualTo(1);
    assertThat(comparison.differences().get(2).orElseThrow().pValue()).isLessThan(1e-12);
    BaselineComparison none =
        BaselineComparison.of(new double[][] {ALIKE[0], ALIKE[0], ALIKE[0]}, 0);
    assertThat(none.differences().get(1).orElseThrow().pValue()).isEqualTo(1);
    assertThat(none.differences().get(1).orElseThrow().repetitionsToDecide()).isEmpty();
  }

  @Test
  void otherImagesWidenTheIntervalAndAddDegreesOfFreedom() {
    Difference seeds = new Difference(Basis.POOLED, 2, 4, 1, 2);
    assertThat(seeds.interval(0)).isEqualTo(seeds.interval());
    // Equal errors of 1: the degrees of freedom of six times four.
    double half = new Dunnett(2, 24).quantile(.95) * Math.sqrt(2);
    assertThat(seeds.interval(1).high()).isCloseTo(1 + half, within(1e-9));
    // Some images more would bring so many degrees of freedom that it would become narrower.
    Difference few = new Difference(Basis.PAIRS, 1, 2, 1, 1);
    assertThat(few.interval(.5)).isEqualTo(few.interval());
    Difference certain = new Difference(Basis.PAIRS, 1, 4, 1, 0);
    assertThat(certain.interval(1).low()).isCloseTo(1 - 1.959964, within(1e-6));
    assertThat(certain.interval(0)).isEqualTo(new Summary.Interval(1, 1));
    assertThat(new Difference(Basis.PAIRS, 1, 1, 1, NONE).interval(1).low()).isNaN();
  }

  @Test
  void powerSpeaksOfTheTestThatIsMade() {
    Difference pooled = new Difference(Basis.POOLED, 2, 5, .8, 1);
    double critical = new Dunnett(2, 8).quantile(.95);
    assertThat(new NoncentralT(8, pooled.smallestDetectable() * Math.sqrt(5)).beyond(critical))
        .isCloseTo(.8, within(1e-9));
    int needed = pooled.repetitionsToDecide().orElseThrow();
    assertThat(power(needed)).isGreaterThanOrEqualTo(.8);
    assertThat(power(needed - 1)).isLessThan(.8);
    assertThat(new Difference(Basis.PAIRS, 1, 3, 2, 1).repetitionsToDecide()).hasValue(5);
    assertThat(new Difference(Basis.PAIRS, 1, 3, 0, 1).repetitionsToDecide()).isEmpty();
  }

  private static double power(int n) {
    double df = 2 * (n - 1);
    return new NoncentralT(df, .8 * Math.sqrt(n)).beyond(new Dunnett(2, df).quantile(.95));
  }

  private static Difference pair(double[] treatment, double[] baseline) {
    return BaselineComparison.of(new double[][] {baseline, treatment}, 0)
        .differences()
        .get(1)
        .orElseThrow();
  }
}
