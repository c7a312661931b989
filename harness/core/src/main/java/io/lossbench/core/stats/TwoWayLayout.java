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
 * @param unequalSpread the smaller of two p values, whether the baseline spreads more than the
 *     other treatments, and whether one of those, by Bonferroni's correction for their number,
 *     spreads more than the rest; NaN for fewer than three treatments or without any residual
 */
record TwoWayLayout(int treatments, int repetitions, double residual, double unequalSpread) {

  /**
   * The layout of a table.
   *
   * @param values treatments x repetitions, at least 2 x 2, the baseline first
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
   * residual, one-sided. They have more power against one noisy treatment than Mauchly's or John's
   * test of sphericity, and exist for as few as two repetitions.
   *
   * <p>The baseline is in every difference, so its noise makes them all too large at once; its test
   * is therefore not weakened by a correction for the others. Corrected together with them it
   * overlooks a noisy baseline so often that up to 9 % of comparisons are false alarms.
   *
   * <p>Source: Russell and Bradley, One-way variances in a two-way classification, Biometrika 45
   * (1958).
   */
  private static double unequalSpread(double[] squares, double sum, int repetitions) {
    int treatments = squares.length;
    if (treatments < 3) {
      return Double.NaN;
    }
    double others = Arrays.stream(squares).skip(1).max().orElseThrow();
    return Math.min(
        alone(squares[0], treatments, sum, repetitions),
        (treatments - 1) * alone(others, treatments, sum, repetitions));
  }

  /** P value of one treatment's F test. */
  private static double alone(double square, int treatments, double sum, int repetitions) {
    double contrast = square * treatments / (treatments - 1);
    double rest = Math.max(0, sum - contrast) / (treatments - 2);
    return FDistribution.of(repetitions - 1, (repetitions - 1.0) * (treatments - 2))
        .survivalProbability(contrast / rest);
  }

  int degreesOfFreedom() {
    return (treatments - 1) * (repetitions - 1);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
