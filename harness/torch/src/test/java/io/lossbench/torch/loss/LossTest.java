package io.lossbench.torch.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.random.SplitMix64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values and gradients, in the engine and on the processor. */
@ParameterizedClass
@EnumSource
class LossTest {
  @Parameter LossEvaluation.Where where = LossEvaluation.Where.ENGINE;

  private static final float[][] X = {{2, -1, .5f, -3}, {0, 3, -2, 1}};
  private static final float[][] Y = {{1, 0, 1, 0}, {0, 1, 0, 0}};

  private static Map<String, Object> asl(double gNeg, double gPos, double margin, String gradient) {
    return Map.of(
        "type",
        "asl",
        "gamma-neg",
        gNeg,
        "gamma-pos",
        gPos,
        "margin",
        margin,
        "focusing-gradient",
        gradient);
  }

  private static Map<String, Object> focal(double gamma, double alpha, String gradient) {
    return Double.isNaN(alpha)
        ? Map.of("type", "focal", "gamma", gamma, "focusing-gradient", gradient)
        : Map.of("type", "focal", "gamma", gamma, "alpha", alpha, "focusing-gradient", gradient);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 3.1447782650",
    "2, 2, 0, 0.9692123389",
    "4, 0, .05, 0.9205370673",
    "4, 1, .05, 0.4673625495",
    "4, 1, 0, 0.6165154070",
    "2, 1, .05, 0.8597213841"
  })
  void aslHasTheGoldenValue(double gNeg, double gPos, double margin, double expected) {
    for (String gradient : new String[] {"full", "detached"}) {
      var result =
          LossEvaluation.of(
              where, LossEvaluation.settings(asl(gNeg, gPos, margin, gradient)), X, Y);
      assertThat(result.value()).isCloseTo(expected, within(1e-6));
    }
  }

  static Stream<Object[]> goldenGradients() {
    return Stream.of(
        new Object[] {
          1,
          "full",
          new double[] {
            -.02753596, .002617968, -.2539468, 0, .0731171, -.004444228, 1.256864e-5, .4165339
          }
        },
        new Object[] {
          1,
          "detached",
          new double[] {
            -.01420934, .0005784129, -.142537, 0, .0186392, -.002249213, 2.587042e-6, .1326285
          }
        },
        new Object[] {
          0,
          "full",
          new double[] {
            -.1192029, .002617968, -.3775407, 0, .0731171, -.04742587, 1.256861e-5, .4165339
          }
        },
        new Object[] {
          0,
          "detached",
          new double[] {
            -.1192029, .000578413, -.3775407, 0, .0186392, -.04742587, 2.587042e-6, .1326285
          }
        });
  }

  @ParameterizedTest
  @MethodSource("goldenGradients")
  void aslHasTheGoldenGradient(int gPos, String gradient, double[] expected) {
    var result =
        LossEvaluation.of(where, LossEvaluation.settings(asl(4, gPos, .05, gradient)), X, Y);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) result.gradient()[i])
          .isCloseTo(expected[i], within(2e-6 * Math.max(1, Math.abs(expected[i]))));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "2, 2, 0", "4, 0, .05", "4, 1, .05", "3, 1, 0", ".5, .5, .1"})
  void alphaWeighsTheSidesOfAsl(double gNeg, double gPos, double margin) {
    for (String gradient : new String[] {"full", "detached"}) {
      Map<String, Object> plain = asl(gNeg, gPos, margin, gradient);
      Map<String, Object> weighted = new HashMap<>(plain);
      weighted.put("alpha", 0.25);
      var without = LossEvaluation.of(where, LossEvaluation.settings(plain), X, Y);
      var with = LossEvaluation.of(where, LossEvaluation.settings(weighted), X, Y);
      for (int i = 0; i < without.gradient().length; i++) {
        double weight = Y[i / 4][i % 4] == 1 ? 0.25 : 0.75;
        double expected = weight * without.gradient()[i];
        assertThat((double) with.gradient()[i])
            .isCloseTo(expected, within(1e-6 * Math.abs(expected) + 1e-9));
      }
      assertThat(with.value()).isBetween(0.25 * without.value(), 0.75 * without.value());
    }
    double focal =
        LossEvaluation.of(
                where,
                LossEvaluation.settings(Map.of("type", "focal", "gamma", 2.0, "alpha", .25)),
                X,
                Y)
            .value();
    Map<String, Object> same = new HashMap<>(asl(2, 2, 0, "full"));
    same.put("alpha", 0.25);
    assertThat(LossEvaluation.of(where, LossEvaluation.settings(same), X, Y).value())
        .isCloseTo(focal, within(1e-6));
  }

  record Case(
      String name, Map<String, Object> settings, LossOracle.Element element, boolean detached) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    Stream.Builder<Case> cases = Stream.builder();
    cases.add(new Case("bce", Map.of("type", "bce"), (x, w, y) -> LossOracle.bce(x, y), false));
    for (boolean detached : new boolean[] {false, true}) {
      String gradient = detached ? "detached" : "full";
      for (double gamma : new double[] {0, .5, 1, 2, 3.5}) {
        for (double alpha : new double[] {Double.NaN, .25}) {
          cases.add(
              new Case(
                  "focal " + gamma + " " + alpha + " " + gradient,
                  focal(gamma, alpha, gradient),
                  (x, w, y) -> LossOracle.focal(x, w, y, gamma, alpha),
                  detached));
        }
      }
      double[][] asl = {
        {4, 0, .05},
        {4, 1, .05},
        {2, 1, .2},
        {1, 1, 0},
        {0, 0, .05},
        {0, 2, 0},
        {.5, .5, .05},
        {7, 3, 0},
        {2.5, 0, 0}
      };
      for (double[] g : asl) {
        cases.add(
            new Case(
                "asl " + g[0] + " " + g[1] + " " + g[2] + " " + gradient,
                asl(g[0], g[1], g[2], gradient),
                (x, w, y) -> LossOracle.asl(x, w, y, g[0], g[1], g[2], 1e-8),
                detached));
      }
    }
    return cases.build();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTheOracleAndItsCentralDifferences(Case test) {
    SplitMix64 generator = new SplitMix64(7);
    float[][] x = new float[40][9];
    float[][] y = new float[40][9];
    for (int i = 0; i < x.length; i++) {
      for (int c = 0; c < 9; c++) {
        x[i][c] = (float) (4 * generator.nextGaussian());
        y[i][c] = generator.nextInt(4) == 0 ? 1 : 0;
      }
    }
    var result = LossEvaluation.of(where, LossEvaluation.settings(test.settings()), x, y);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      for (int c = 0; c < 9; c++) {
        sum += test.element().at(x[i][c], x[i][c], (int) y[i][c]);
        double slope = LossOracle.slope(test.element(), x[i][c], (int) y[i][c], test.detached());
        assertThat((double) result.gradient()[9 * i + c])
            .as("x = %s, y = %s", x[i][c], y[i][c])
            .isCloseTo(slope, within(3e-5 * Math.max(1, Math.abs(slope))));
      }
    }
    assertThat(result.value()).isCloseTo(sum, within(3e-6 * sum));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void staysFiniteForExtremeLogits(Case test) {
    float[][] x = {
      {100, -100, 100, -100, 0, 60, -60, 88.8f}, {-100, 100, 20, -20, 18.5f, -18.5f, 0, 1e4f}
    };
    for (float[][] y :
        new float[][][] {
          {new float[8], new float[8]}, {{1, 1, 0, 0, 1, 0, 1, 0}, {1, 1, 1, 1, 1, 1, 1, 1}}
        }) {
      var result = LossEvaluation.of(where, LossEvaluation.settings(test.settings()), x, y);
      assertThat(result.value()).isFinite().isNotNegative();
      for (float slope : result.gradient()) {
        assertThat(slope).isFinite();
      }
    }
  }

  /** The same order of operations on the same numbers: the same bits. */
  @ParameterizedTest
  @MethodSource("cases")
  void bothFormsAgreeBitForBitWhereAllTargetsAreKnown(Case test) {
    Loss loss = Losses.onClasspath().create(LossEvaluation.settings(test.settings()));
    var masked = LossEvaluation.inEngine(loss.script(), X, Y);
    var known = LossEvaluation.inEngine(loss.scriptForKnownTargets(), X, Y);
    assertThat(known.value()).isEqualTo(masked.value());
    assertThat(known.gradient()).isEqualTo(masked.gradient());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void unknownTargetsCountForNothing(Case test) {
    float[][] masked = {{1, -1, 1, 0}, {-1, 1, 0, -1}};
    var all = LossEvaluation.of(where, LossEvaluation.settings(test.settings()), X, Y);
    var known = LossEvaluation.of(where, LossEvaluation.settings(test.settings()), X, masked);
    double sum = 0;
    for (int i = 0; i < 8; i++) {
      boolean unknown = masked[i / 4][i % 4] < 0;
      assertThat(known.gradient()[i]).isEqualTo(unknown ? 0 : all.gradient()[i]);
      sum +=
          unknown ? 0 : test.element().at(X[i / 4][i % 4], X[i / 4][i % 4], (int) Y[i / 4][i % 4]);
    }
    assertThat(known.value()).isCloseTo(sum, within(1e-5));
  }

  @Test
  void withoutFocusingAslIsBinaryCrossEntropy() {
    var asl = LossEvaluation.of(where, LossEvaluation.settings(asl(0, 0, 0, "full")), X, Y);
    var bce = LossEvaluation.of(where, LossEvaluation.settings(Map.of("type", "bce")), X, Y);
    assertThat(asl.value()).isCloseTo(bce.value(), within(1e-6));
    assertThat(asl.gradient()).containsExactly(bce.gradient(), within(1e-6f));
  }

  @Test
  void withEqualGammasAslIsFocalLoss() {
    var asl = LossEvaluation.of(where, LossEvaluation.settings(asl(2, 2, 0, "full")), X, Y);
    var focal =
        LossEvaluation.of(where, LossEvaluation.settings(focal(2, Double.NaN, "full")), X, Y);
    assertThat(asl.value()).isCloseTo(focal.value(), within(1e-6));
    assertThat(asl.gradient()).containsExactly(focal.gradient(), within(1e-6f));
  }

  @Test
  void meanDividesByTheKnownElements() {
    float[][] masked = {{1, -1, 1, 0}, {-1, 1, 0, -1}};
    var sum = LossEvaluation.of(where, LossEvaluation.settings(Map.of("type", "bce")), X, masked);
    var mean =
        LossEvaluation.of(
            where, LossEvaluation.settings(Map.of("type", "bce", "reduction", "mean")), X, masked);
    assertThat(mean.value()).isCloseTo(sum.value() / 5, within(1e-6));
    assertThat(mean.gradient()[0]).isCloseTo(sum.gradient()[0] / 5, within(1e-7f));
  }
}
