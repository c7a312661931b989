package io.lossbench.core.classification;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * AP by threshold over all known pairs of image and class, exact, without ranking the negatives:
 * precision matters only at the scores of positives, and a negative only lowers it from the highest
 * of these that it reaches on. Memory grows with the number of positives alone.
 */
final class PooledPrecision {
  private final Scores scores;
  private final LabelMatrix labels;

  /** The keys of the positives' distinct scores, ascending. */
  private final long[] keys;

  /** How many positives have each. */
  private final int[] positives;

  /** Where the keys with given highest bits begin. */
  private final int[] begins = new int[(1 << 16) + 1];

  private PooledPrecision(Scores scores, LabelMatrix labels) {
    this.scores = scores;
    this.labels = labels;
    long[] all = positiveKeys();
    Arrays.parallelSort(all);
    int distinct = 0;
    int[] counts = new int[all.length];
    for (int i = 0; i < all.length; i++) {
      if (distinct == 0 || all[i] != all[distinct - 1]) {
        all[distinct++] = all[i];
      }
      counts[distinct - 1]++;
    }
    this.keys = Arrays.copyOf(all, distinct);
    this.positives = counts;
    for (long key : keys) {
      begins[highest(key) + 1]++;
    }
    for (int i = 1; i < begins.length; i++) {
      begins[i] += begins[i - 1];
    }
  }

  /** AP between 0 and 1; NaN without positives. */
  static double of(Scores scores, LabelMatrix labels) {
    return new PooledPrecision(scores, labels).averagePrecision();
  }

  private static int highest(long key) {
    return (int) (key >> 48) + (1 << 15);
  }

  private long[] positiveKeys() {
    long count =
        IntStream.range(0, labels.rows())
            .parallel()
            .mapToLong(
                r -> {
                  byte[] row = labels(r);
                  int found = 0;
                  for (byte label : row) {
                    found += label == LabelMatrix.POSITIVE ? 1 : 0;
                  }
                  return found;
                })
            .sum();
    long[] found = new long[Math.toIntExact(count)];
    int filled = 0;
    byte[] known = new byte[labels.classes()];
    for (int r = 0; r < labels.rows(); r++) {
      labels.copyRow(r, known);
      for (int c = 0; c < known.length; c++) {
        if (known[c] == LabelMatrix.POSITIVE) {
          found[filled++] = scores.key(r, c);
        }
      }
    }
    return found;
  }

  private byte[] labels(int row) {
    byte[] known = new byte[labels.classes()];
    labels.copyRow(row, known);
    return known;
  }

  private double averagePrecision() {
    if (keys.length == 0) {
      return Double.NaN;
    }
    AtomicIntegerArray negatives = new AtomicIntegerArray(keys.length);
    IntStream.range(0, labels.rows()).parallel().forEach(r -> count(r, negatives));
    long truePositives = 0;
    long predicted = 0;
    double sum = 0;
    for (int i = 0; i < keys.length; i++) {
      truePositives += positives[i];
      predicted += positives[i] + negatives.get(i);
      sum += positives[i] * ((double) truePositives / predicted);
    }
    return sum / truePositives;
  }

  private void count(int row, AtomicIntegerArray negatives) {
    byte[] known = labels(row);
    long[] values = scores.keys(row);
    for (int c = 0; c < known.length; c++) {
      if (known[c] == LabelMatrix.NEGATIVE) {
        int at = firstFrom(values[c]);
        if (at < keys.length) {
          negatives.incrementAndGet(at);
        }
      }
    }
  }

  /** The first of the keys that is not before the given one; their number if there is none. */
  private int firstFrom(long key) {
    int low = begins[highest(key)];
    int high = begins[highest(key) + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (keys[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
