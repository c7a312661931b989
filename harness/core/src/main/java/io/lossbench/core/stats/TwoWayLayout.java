package io.lossbench.core.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * Treatments x repetitions with one value each: a repetition is a block that shifts all treatments
 * alike, as common seeds do, and what neither treatment nor block explains is residual.
 *
 * <p>Source: Cochran and Cox, Experimental Designs, 2nd edition, 4.2 (randomized blocks).
 *
 * @param residual mean square with {@link #degreesOfFreedom} degrees of freedom
 * @param unequalSpread p value of the test whether one treatment spreads more than the others,
 *     which the residual may then not judge; NaN for fewer than three treatments or without any
 *     residual
 */
record TwoWayLayout(int treatments, int repetitions, double residual, double unequalSpread) {

  /**
   * The layout of a table.
   *
   * @param values treatments x repetitions, at least 2 x 2
   */
  static TwoWayLayout of(double[][] values) {
    int treatments = values.length;
    int repetitions = values[0].length;
    double[] blocks = new double[repetitions];
    for (int r = 0; r < repetitions; r++) {
      int repetition = r;
      blocks[r] = mean(Arrays.stream(values).mapToDouble(row -> row[repetition]).toArray());
    }
    double overall = mean(blocks);
    double[] squares = new double[treatments];
    for (int t = 0; t < treatments; t++) {
      double mean = mean(values[t]);
      for (int r = 0; r < repetitions; r++) {
        double residual = values[t][r] - mean - blocks[r] + overall;
        squares[t] += residual * residual;
      }
    }
    double sum = Arrays.stream(squares).sum();
    return new TwoWayLayout(
        treatments,
        repetitions,
        sum / ((treatments - 1) * (repetitions - 1)),
        unequalSpread(squares, sum, repetitions));
  }

  /**
   * F tests of each treatment's contrast with the mean of the others against the rest of the
   * residual, one-sided, by Bonferroni's correction. It has more power against one noisy treatment
   * than Mauchly's or John's test of sphericity, and exists for as few as two repetitions.
   *
   * <p>Source: Russell and Bradley, One-way variances in a two-way classification, Biometrika 45
   * (1958).
   */
  private static double unequalSpread(double[] squares, double sum, int repetitions) {
    int treatments = squares.length;
    if (treatments < 3) {
      return Double.NaN;
    }
    double contrast = Arrays.stream(squares).max().orElseThrow() * treatments / (treatments - 1);
    double rest = Math.max(0, sum - contrast) / (treatments - 2);
    double alone =
        FDistribution.of(repetitions - 1, (repetitions - 1.0) * (treatments - 2))
            .survivalProbability(contrast / rest);
    return Math.min(1, treatments * alone);
  }

  int degreesOfFreedom() {
    return (treatments - 1) * (repetitions - 1);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
