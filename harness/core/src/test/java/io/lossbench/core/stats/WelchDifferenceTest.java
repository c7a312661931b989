package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WelchDifferenceTest {
  /**
   * Samples whose sums can be done by hand: means 3 and 8, variances 2.5 and 8, so that squares of
   * the errors are 0.5 and 2, degrees of freedom 6.25 / (0.25 / 4 + 4 / 3).
   */
  @Test
  void degreesOfFreedomAreSatterthwaites() {
    WelchDifference difference =
        WelchDifference.of(
            Summary.of(new double[] {1, 2, 3, 4, 5}),
            Summary.of(new double[] {8 - Math.sqrt(12), 8 + Math.sqrt(12), 8, 8}),
            1);
    assertThat(difference.mean()).isCloseTo(-5, within(1e-12));
    assertThat(difference.degreesOfFreedom()).isCloseTo(6.25 / (0.25 / 4 + 4.0 / 3), within(1e-9));
    assertThat((difference.interval().low() + difference.interval().high()) / 2)
        .isCloseTo(-5, within(1e-9));
    assertThat(difference.interval().high()).isNegative();
    assertThat(difference.pValue()).isLessThan(0.05);
  }

  /** Where spreads and sizes are equal, Welch's test is Student's. */
  @Test
  void equalSpreadsGiveStudentsTest() {
    double[] a = {1, 2, 3};
    double[] b = {3, 4, 5};
    WelchDifference difference = WelchDifference.of(Summary.of(a), Summary.of(b), 1);
    assertThat(difference.degreesOfFreedom()).isCloseTo(4, within(1e-9));
    // t = -2 / sqrt(2 / 3) = -2.449; two-sided, 4 degrees of freedom (R: 2 * pt(-2.449490, 4)).
    assertThat(difference.pValue()).isCloseTo(0.0705, within(5e-5));
  }

  @Test
  void oneValueSaysNothingOfChanceAndNoSpreadSaysAll() {
    Summary one = Summary.of(new double[] {4});
    assertThat(WelchDifference.of(one, Summary.of(new double[] {1, 2}), 1).pValue()).isNaN();
    Summary same = Summary.of(new double[] {4, 4});
    assertThat(WelchDifference.of(same, same, 1).pValue()).isOne();
    assertThat(WelchDifference.of(Summary.of(new double[] {5, 5}), same, 1).pValue()).isZero();
  }

  @Test
  void intervalAndPValueAreCorrectedAlike() {
    Summary a = Summary.of(new double[] {1, 2, 3});
    Summary b = Summary.of(new double[] {3, 4, 5});
    double alone = WelchDifference.of(a, b, 1).pValue();
    assertThat(WelchDifference.of(a, b, 3).pValue()).isCloseTo(3 * alone, within(1e-12));
    // Student's t at 0.05 / 3 two-sided with 4 degrees of freedom (SciPy: t.isf(0.05 / 6, 4)).
    assertThat(WelchDifference.of(a, b, 3).interval().high())
        .isCloseTo(-2 + 3.9608 * Math.sqrt(2.0 / 3), within(1e-3));
  }
}
