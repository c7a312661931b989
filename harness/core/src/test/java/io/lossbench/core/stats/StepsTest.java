package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.random.SplitMix64;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StepsTest {
  private static double[] noise(SplitMix64 generator, int n, int step, double size) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> 30 + generator.nextGaussian() + (i < step ? 0 : size));
    return values;
  }

  @Test
  void aStepIsFoundWhereItIs() {
    Steps steps = Steps.of(new double[] {30.1, 29.9, 30.0, 30.2, 27.9, 28.1, 28.0, 27.8});
    assertThat(steps.starts()).containsExactly(0, 4);
    assertThat(steps.levels().get(0)).isCloseTo(30.05, within(1e-9));
    assertThat(steps.levels().get(1)).isCloseTo(27.95, within(1e-9));
  }

  @Test
  void equalBitsAreOneLevelAndAnyLastingChangeOfThemIsAStep() {
    assertThat(Steps.of(new double[] {30, 30, 30, 30, 30}).starts()).containsExactly(0);
    assertThat(Steps.of(new double[] {30, 30, 30, 30.01, 30.01}).starts()).containsExactly(0, 3);
  }

  @Test
  void aSingleOutlierIsNone() {
    assertThat(Steps.of(new double[] {30.1, 29.9, 30, 25, 30.2, 29.8, 30.1, 30}).starts())
        .containsExactly(0);
  }

  @Test
  void fewMeasurementsAreOneLevel() {
    assertThat(Steps.of(new double[0]).starts()).isEmpty();
    assertThat(Steps.of(new double[] {4}).levels()).containsExactly(4.0);
    assertThat(Steps.of(new double[] {4, 9}).starts()).containsExactly(0);
  }

  /** Of 500 series of 30 commits in which nothing happens, at most one in twenty shows a step. */
  @Test
  void noiseSeldomLooksLikeAStep() {
    SplitMix64 generator = new SplitMix64(3);
    int wrong = 0;
    int found = 0;
    for (int i = 0; i < 500; i++) {
      wrong += Steps.of(noise(generator, 30, 30, 0)).starts().size() > 1 ? 1 : 0;
      found += Steps.of(noise(generator, 30, 15, 3)).starts().size() > 1 ? 1 : 0;
    }
    assertThat(wrong).isLessThanOrEqualTo(25);
    assertThat(found).as("a step of three deviations").isGreaterThanOrEqualTo(490);
  }
}
