package io.lossbench.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SplitMix64Test {
  /** The reference implementation's first values for seed 1234567 (Vigna, splitmix64.c). */
  @Test
  void equalsThePublishedSequence() {
    SplitMix64 generator = new SplitMix64(1234567);
    assertThat(new long[] {generator.nextLong(), generator.nextLong(), generator.nextLong()})
        .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
  }

  @Test
  void shuffleReachesEveryPermutationEquallyOften() {
    int[] counts = new int[6];
    SplitMix64 generator = new SplitMix64(1);
    for (int i = 0; i < 60_000; i++) {
      int[] values = {0, 1, 2};
      generator.shuffle(values);
      counts[values[0] * 2 + (values[1] > values[2] ? 1 : 0)]++;
    }
    assertThat(Arrays.stream(counts).boxed())
        .allSatisfy(n -> assertThat(n).isBetween(9_700, 10_300));
  }

  @Test
  void boundedDrawsStayInBoundsAndAreUniform() {
    SplitMix64 generator = new SplitMix64(2);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[generator.nextInt(7)]++;
    }
    assertThat(Arrays.stream(counts).boxed())
        .allSatisfy(n -> assertThat(n).isBetween(9_600, 10_400));
    assertThat(generator.nextInt(1)).isZero();
  }

  @Test
  void gaussianHasMeanZeroAndVarianceOne() {
    SplitMix64 generator = new SplitMix64(3);
    double[] values = new double[100_000];
    Arrays.setAll(values, i -> generator.nextGaussian());
    assertThat(Arrays.stream(values).average().orElseThrow()).isCloseTo(0, within(.02));
    assertThat(Arrays.stream(values).map(v -> v * v).average().orElseThrow())
        .isCloseTo(1, within(.02));
  }

  @Test
  void streamsOfOneSeedDiffer() {
    assertThat(SplitMix64.stream(1, 2, 3).nextLong())
        .isNotEqualTo(SplitMix64.stream(1, 3, 2).nextLong())
        .isNotEqualTo(SplitMix64.stream(2, 2, 3).nextLong())
        .isEqualTo(SplitMix64.stream(1, 2, 3).nextLong());
  }
}
