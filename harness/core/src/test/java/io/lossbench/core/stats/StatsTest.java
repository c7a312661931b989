package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected values from SciPy 1.16 ({@code ttest_rel}, {@code t.interval}, {@code t.ppf}). */
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
  }
}
