package io.lossbench.core.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction: p values of several comparisons that keep the chance of any false
 * finding at its level.
 */
public final class Holm {
  private Holm() {}

  /** Adjusted p values in the order given; NaN stays NaN and does not count as a comparison. */
  public static double[] adjust(double[] pValues) {
    double[] adjusted = pValues.clone();
    int[] order =
        IntStream.range(0, pValues.length)
            .filter(i -> !Double.isNaN(pValues[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double highest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      highest = Math.max(highest, Math.min(1, (order.length - rank) * pValues[order[rank]]));
      adjusted[order[rank]] = highest;
    }
    return adjusted;
  }
}
