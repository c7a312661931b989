package io.lossbench.core.classification;

import java.util.stream.IntStream;

/**
 * The rankings of all classes, made once, so that mAP is known for images that count several times
 * or not at all, as in a bootstrap: one pass over each ranking and no sorting. Immutable and
 * thread-safe.
 */
public final class ResampledPrecision {
  /** By class and rank: the row, whether it is positive, whether a threshold can end there. */
  private final int[][] rankings;

  private ResampledPrecision(int[][] rankings) {
    this.rankings = rankings;
  }

  /**
   * Ranks scores by their labels; pairs whose label is unknown are left out.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public static ResampledPrecision of(Scores scores, LabelMatrix labels) {
    if (scores.rows() != labels.rows() || scores.classes() != labels.classes()) {
      throw new IllegalArgumentException("scores are " + scores + ", labels are " + labels);
    }
    return new ResampledPrecision(
        IntStream.range(0, scores.classes())
            .parallel()
            .mapToObj(column -> ranking(scores, labels, column))
            .toArray(int[][]::new));
  }

  private static int[] ranking(Scores scores, LabelMatrix labels, int column) {
    int[] rows = labels.column(column).rows();
    Ranking ranking = Ranking.ofClass(scores::key, labels, column);
    return IntStream.range(0, ranking.size())
        .map(
            rank ->
                rows[ranking.sample(rank)] << 2
                    | (ranking.isPositive(rank) ? 2 : 0)
                    | (ranking.isThreshold(rank) ? 1 : 0))
        .toArray();
  }

  /**
   * Mean AP in percent by threshold over the classes that have positives, where a row counts as
   * often as it is drawn: to the bit that of a matrix with its rows repeated in that way.
   *
   * @param draws how often each row counts
   */
  public double meanAveragePrecision(int[] draws) {
    double sum = 0;
    int classes = 0;
    for (int[] ranking : rankings) {
      double ap = averagePrecision(ranking, draws);
      if (!Double.isNaN(ap)) {
        sum += ap;
        classes++;
      }
    }
    return classes == 0 ? Double.NaN : 100 * (sum / classes);
  }

  private static double averagePrecision(int[] ranking, int[] draws) {
    double sum = 0;
    int seen = 0;
    int positives = 0;
    int before = 0;
    for (int code : ranking) {
      int count = draws[code >>> 2];
      seen += count;
      positives += (code & 2) == 0 ? 0 : count;
      if ((code & 1) != 0 && positives != before) {
        sum += (positives - before) * (positives / (double) seen);
        before = positives;
      }
    }
    return sum / positives;
  }
}
