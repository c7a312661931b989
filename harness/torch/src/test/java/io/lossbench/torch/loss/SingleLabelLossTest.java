package io.lossbench.torch.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SingleLabelLossTest {
  private static final float[][] X = {{2, -1, .5f, -3}, {0, 3, -2, 1}};
  private static final float[][] Y = {{1, 0, 0, 0}, {0, 1, 0, 0}};

  private static Settings asl(double gNeg, double gPos, double smoothing) {
    return LossEvaluation.settings(
        Map.of(
            "type", "asl-single-label",
            "gamma-neg", gNeg,
            "gamma-pos", gPos,
            "label-smoothing", smoothing));
  }

  /** Reference section 1; classes [0, 1]. */
  @ParameterizedTest
  @CsvSource({"4, 0, .1, 0.1952489464", "4, 0, 0, 0.2110530051", "4, 1, .1, 0.0380162686"})
  void hasTheGoldenValue(double gNeg, double gPos, double smoothing, double expected) {
    assertThat(LossEvaluation.inEngine(asl(gNeg, gPos, smoothing), X, Y).value())
        .isCloseTo(expected, within(1e-6));
  }

  /** The loss in float64, from the formula. */
  private static double plain(double[][] x, double gNeg, double gPos, double smoothing) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double total = 0;
      for (double logit : x[i]) {
        total += Math.exp(logit);
      }
      for (int c = 0; c < x[i].length; c++) {
        double s = x[i][c] - Math.log(total);
        double p = Math.exp(s);
        boolean right = Y[i][c] == 1;
        double w = right ? Math.pow(1 - p, gPos) : Math.pow(p, gNeg);
        sum -= ((right ? 1 - smoothing : 0) + smoothing / x[i].length) * w * s;
      }
    }
    return sum / x.length;
  }

  @ParameterizedTest
  @CsvSource({"4, 0, .1", "4, 0, 0", "4, 1, .1", "2, .5, .3", "0, 0, .1", "0, 2, 0"})
  void gradientIsTheCentralDifference(double gNeg, double gPos, double smoothing) {
    float[] gradient = LossEvaluation.inEngine(asl(gNeg, gPos, smoothing), X, Y).gradient();
    double[][] x = new double[2][4];
    for (int i = 0; i < 8; i++) {
      x[i / 4][i % 4] = X[i / 4][i % 4];
    }
    for (int i = 0; i < 8; i++) {
      double kept = x[i / 4][i % 4];
      x[i / 4][i % 4] = kept + 1e-5;
      double above = plain(x, gNeg, gPos, smoothing);
      x[i / 4][i % 4] = kept - 1e-5;
      double below = plain(x, gNeg, gPos, smoothing);
      x[i / 4][i % 4] = kept;
      assertThat((double) gradient[i]).isCloseTo((above - below) / 2e-5, within(2e-6));
    }
  }

  @Test
  void withoutFocusingItIsCrossEntropy() {
    Settings ce = LossEvaluation.settings(Map.of("type", "cross-entropy", "label-smoothing", 0.1));
    var cross = LossEvaluation.inEngine(ce, X, Y);
    var asl = LossEvaluation.inEngine(asl(0, 0, .1), X, Y);
    assertThat(asl.value()).isCloseTo(cross.value(), within(1e-6));
    assertThat(asl.gradient()).containsExactly(cross.gradient(), within(1e-6f));
  }

  @Test
  void staysFiniteForLogitsOfAHundred() {
    float[][] x = {{100, -100, 0, 50}, {-100, 100, 100, 0}};
    for (Settings settings : new Settings[] {asl(4, 0, .1), asl(2, .5, .1), asl(0, 0, 0)}) {
      var result = LossEvaluation.inEngine(settings, x, Y);
      assertThat(result.value()).isFinite();
      for (float slope : result.gradient()) {
        assertThat(slope).isFinite();
      }
    }
  }
}
