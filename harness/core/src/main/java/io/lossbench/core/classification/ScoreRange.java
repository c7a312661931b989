package io.lossbench.core.classification;

import java.util.Locale;
import java.util.stream.IntStream;

/** The lowest and the highest of finite scores. */
public record ScoreRange(double lowest, double highest) {

  /** Of some rows: their range, and which scores are not finite. */
  private record Seen(double lowest, double highest, long notFinite, int row, int column) {
    private static final Seen NOTHING =
        new Seen(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -1, -1);

    private Seen and(Seen later) {
      boolean mine = notFinite > 0;
      return new Seen(
          Math.min(lowest, later.lowest),
          Math.max(highest, later.highest),
          notFinite + later.notFinite,
          mine ? row : later.row,
          mine ? column : later.column);
    }
  }

  /**
   * Looks at every score.
   *
   * @throws IllegalArgumentException if some are not finite, with their number and the first one
   */
  public static ScoreRange of(Scores scores) {
    Seen seen =
        IntStream.range(0, scores.rows())
            .parallel()
            .mapToObj(row -> ofRow(scores, row))
            .reduce(Seen.NOTHING, Seen::and);
    if (seen.notFinite > 0) {
      String first =
          "score "
              + scores.value(seen.row, seen.column)
              + " in row "
              + seen.row
              + ", class "
              + seen.column
              + " is not finite";
      throw new IllegalArgumentException(
          seen.notFinite == 1
              ? first
              : String.format(Locale.ROOT, "%s, and %d more are not", first, seen.notFinite - 1));
    }
    return new ScoreRange(seen.lowest, seen.highest);
  }

  private static Seen ofRow(Scores scores, int row) {
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    long notFinite = 0;
    int first = -1;
    for (int c = 0; c < scores.classes(); c++) {
      double value = scores.value(row, c);
      if (Double.isFinite(value)) {
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      } else {
        first = notFinite++ == 0 ? c : first;
      }
    }
    return new Seen(lowest, highest, notFinite, row, first);
  }

  /** Whether all scores can be probabilities. */
  public boolean isWithinProbabilities() {
    return lowest >= 0 && highest <= 1;
  }
}
