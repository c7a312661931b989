package io.lossbench.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A series of measurements as levels and the steps between them.
 *
 * <p>The levels minimise the L1 Potts functional, as asv's step detection does (Weinmann, Storath
 * and Demaret, The L1-Potts functional for robust jump-sparse reconstruction, SIAM Journal on
 * Numerical Analysis 53, 2015): distances from the levels in units of the noise, plus a price for
 * each step that grows with log n as that of a BIC. Unlike squares, distances let a single outlier
 * gain nothing from a level of its own. The minimum is found exactly by optimal partitioning
 * (Jackson et al., IEEE Signal Processing Letters 12, 2005). The noise is estimated from
 * differences of neighbours, which steps hardly touch: their median size, as for normal noise.
 *
 * @param starts where each level begins; the first one at 0
 * @param levels medians of the measurements from one start to the next
 */
public record Steps(List<Integer> starts, List<Double> levels) {
  /** A single measurement that lies apart is noise until another one stands by it. */
  private static final int SHORTEST = 2;

  /** Of a step, in units of log n; so that noise seldom pays it (StepsTest). */
  private static final double PRICE = 4;

  /** Median size of a standard normal number. */
  private static final double NORMAL_MEDIAN = 0.6744897501960817;

  public Steps {
    starts = List.copyOf(starts);
    levels = List.copyOf(levels);
  }

  /** The steps in measurements that follow one another; all of them finite. */
  public static Steps of(double[] values) {
    int n = values.length;
    double price = PRICE * Math.log(Math.max(2, n));
    double unit = unit(values);
    double[] cost = new double[n + 1];
    int[] from = new int[n + 1];
    Arrays.fill(cost, Double.POSITIVE_INFINITY);
    cost[0] = -price;
    for (int start = 0; start < n; start++) {
      double[] sorted = new double[n - start];
      for (int end = start + 1; end <= n; end++) {
        insert(sorted, end - start - 1, values[end - 1]);
        if (end - start < Math.min(SHORTEST, n)) {
          continue;
        }
        double total = cost[start] + price + 2 * distances(sorted, end - start) / unit;
        if (total < cost[end]) {
          cost[end] = total;
          from[end] = start;
        }
      }
    }
    List<Integer> starts = new ArrayList<>();
    List<Double> levels = new ArrayList<>();
    for (int end = n; end > 0; end = from[end]) {
      double[] level = Arrays.copyOfRange(values, from[end], end);
      Arrays.sort(level);
      starts.add(from[end]);
      levels.add(median(level, level.length));
    }
    Collections.reverse(starts);
    Collections.reverse(levels);
    return new Steps(starts, levels);
  }

  private static void insert(double[] sorted, int count, double value) {
    int place = count;
    while (place > 0 && sorted[place - 1] > value) {
      sorted[place] = sorted[place - 1];
      place--;
    }
    sorted[place] = value;
  }

  private static double median(double[] sorted, int count) {
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
  }

  /** The sum of all distances from the median. */
  private static double distances(double[] sorted, int count) {
    double sum = 0;
    for (int i = 0; i < count / 2; i++) {
      sum += sorted[count - 1 - i] - sorted[i];
    }
    return sum;
  }

  /**
   * Mean distance of the noise from its centre; tiny where neighbours are mostly equal, so that
   * whatever changes and lasts is a step.
   */
  private static double unit(double[] values) {
    double[] sizes = new double[Math.max(1, values.length - 1)];
    double largest = 0;
    for (int i = 0; i + 1 < values.length; i++) {
      sizes[i] = Math.abs(values[i + 1] - values[i]);
      largest = Math.max(largest, Math.abs(values[i]));
    }
    Arrays.sort(sizes);
    double deviation = median(sizes, sizes.length) / (NORMAL_MEDIAN * Math.sqrt(2));
    return Math.max(deviation * Math.sqrt(2 / Math.PI), 1e-9 * Math.max(largest, 1e-9));
  }
}
