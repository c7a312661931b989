package io.lossbench.torch.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.kernel.AsymmetricFamily.Side;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One function, whatever computes it; that it is the right one is {@code LossTest}'s. */
class LossKernelTest {
  private static final int SIZE = 40_000 + 7;

  static Stream<AsymmetricFamily> families() {
    Stream.Builder<AsymmetricFamily> families = Stream.builder();
    families.add(AsymmetricFamily.crossEntropy());
    families.add(
        new AsymmetricFamily(
            new Side(2.5f, .25f), new Side(2.5f, .75f), 0, 0, FocusingGradient.FULL));
    for (FocusingGradient gradient : FocusingGradient.values()) {
      for (float margin : new float[] {0, .05f}) {
        for (float gamma : new float[] {.5f, 3.25f}) {
          families.add(asl(0, gamma, margin, gradient));
        }
        for (int gamma = 0; gamma <= 9; gamma++) {
          families.add(asl(9 - gamma, gamma, margin, gradient));
        }
      }
    }
    // As many classes as do not divide the lanes, the blocks, or the batch.
    ClassWeights weights =
        new ClassWeights(
            new float[] {.3f, 7, 0, 1e-3f, 1, 250, 2}, new float[] {1, 1, .7f, 3, 1e4f, 0, .01f});
    families.add(AsymmetricFamily.crossEntropy().weightedBy(weights));
    for (FocusingGradient gradient : FocusingGradient.values()) {
      families.add(asl(1.5, 2, 0, gradient).weightedBy(weights));
      families.add(asl(0, 4, .05f, gradient).weightedBy(weights));
    }
    return families.build();
  }

  private static AsymmetricFamily asl(
      double gammaPos, double gammaNeg, float margin, FocusingGradient gradient) {
    return new AsymmetricFamily(Side.of(gammaPos), Side.of(gammaNeg), margin, 1e-8f, gradient);
  }

  private record Run(LossTotals totals, float[] gradient) {
    static Run of(LossKernel kernel, AsymmetricFamily family, float[] x, float[] y) {
      FloatBuffer gradient = FloatBuffer.allocate(x.length);
      LossTotals totals = kernel.run(family, 0.3, FloatBuffer.wrap(x), y, 5, gradient);
      return new Run(totals, gradient.array());
    }
  }

  private static float[] logits() {
    SplitMix64 generator = new SplitMix64(4);
    float[] x = new float[SIZE];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (4 * generator.nextGaussian());
    }
    float[] extremes = {0, -0f, 100, -100, 88.8f, -88.8f, 1e30f, -1e30f, 1e-30f};
    System.arraycopy(extremes, 0, x, 1000, extremes.length);
    return x;
  }

  private static float[] targets() {
    SplitMix64 generator = new SplitMix64(5);
    float[] y = new float[5 + SIZE];
    for (int i = 0; i < y.length; i++) {
      int draw = generator.nextInt(20);
      y[i] = draw == 0 ? -1 : draw < 3 ? 1 : 0;
    }
    return y;
  }

  @ParameterizedTest
  @MethodSource("families")
  void vectorsGiveTheBitsOfScalars(AsymmetricFamily family) {
    assertThat(Vectors.isPresent()).as("the tests' JVM has vectors").isTrue();
    try (LossKernel scalar = new LossKernel(1, ScalarKernel::new);
        LossKernel vectors = new LossKernel(1, Vectors::kernel)) {
      Run plain = Run.of(scalar, family, logits(), targets());
      Run fast = Run.of(vectors, family, logits(), targets());
      assertThat(fast.gradient()).isEqualTo(plain.gradient());
      assertThat(fast.totals()).isEqualTo(plain.totals());
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    AsymmetricFamily asl = asl(0, 4, .05f, FocusingGradient.DETACHED);
    Run[] runs =
        IntStream.of(1, 2, 3, 7)
            .mapToObj(
                threads -> {
                  try (LossKernel kernel = new LossKernel(threads, Long.MAX_VALUE)) {
                    return Run.of(kernel, asl, logits(), targets());
                  }
                })
            .toArray(Run[]::new);
    assertThat(Arrays.stream(runs).skip(1))
        .allSatisfy(
            run -> {
              assertThat(run.gradient()).isEqualTo(runs[0].gradient());
              assertThat(run.totals()).isEqualTo(runs[0].totals());
            });
  }

  /** Relative to float64, over all that is asked of them. */
  @Test
  void exponentialAndLogarithmAreGoodToTheLastDigits() {
    double exp = 0;
    for (double x = -87; x <= 0; x += 0.00037) {
      exp = Math.max(exp, Math.abs(ScalarKernel.exp((float) x) / Math.exp((float) x) - 1));
    }
    double log1p = 0;
    double log = 0;
    for (double e = 1; e > 1e-37; e *= 0.9993) {
      double exact = Math.log((float) e);
      log = Math.max(log, Math.abs(ScalarKernel.log((float) e) - exact) / (1 - exact));
      exact = Math.log1p((float) e);
      log1p = Math.max(log1p, Math.abs(ScalarKernel.log1p((float) e) / exact - 1));
    }
    assertThat(new double[] {exp, log1p, log}).containsExactly(new double[3], within(3e-7));
  }
}
