package io.lossbench.core.metric;

import java.util.Arrays;

/**
 * Samples in descending order of their score; unknown labels are left out, equal scores keep their
 * row order.
 *
 * <p>Immutable and thread-safe.
 */
public final class Ranking {
  /** Number of positives among the first r+1 samples. */
  private final int[] truePositives;

  /** Whether sample r is the last of its score, so that a threshold can end there. */
  private final boolean[] ends;

  private Ranking(int[] truePositives, boolean[] ends) {
    this.truePositives = truePositives;
    this.ends = ends;
  }

  /** Ranks {@code length} samples that stand {@code stride} apart from {@code offset} on. */
  static Ranking of(float[] scores, byte[] labels, int offset, int stride, int length) {
    long[] keys = new long[length];
    int known = 0;
    for (int i = 0; i < length; i++) {
      if (labels[offset + i * stride] != LabelMatrix.UNKNOWN) {
        keys[known++] = (long) descending(scores[offset + i * stride]) << 32 | i;
      }
    }
    if (known > 1 << 15) {
      Arrays.parallelSort(keys, 0, known);
    } else {
      Arrays.sort(keys, 0, known);
    }
    int[] truePositives = new int[known];
    boolean[] ends = new boolean[known];
    int positives = 0;
    for (int r = 0; r < known; r++) {
      positives += labels[offset + (int) keys[r] * stride] == LabelMatrix.POSITIVE ? 1 : 0;
      truePositives[r] = positives;
      ends[r] = r == known - 1 || keys[r] >> 32 != keys[r + 1] >> 32;
    }
    return new Ranking(truePositives, ends);
  }

  /** Ranks a vector of scores. */
  public static Ranking of(float[] scores, byte[] labels) {
    return of(scores, labels, 0, 1, scores.length);
  }

  /** A signed int that sorts floats in descending order, with -0 equal to 0. */
  private static int descending(float score) {
    int bits = Float.floatToIntBits(score + 0f);
    return ~(bits ^ (bits >> 31 & 0x7fffffff));
  }

  public int size() {
    return truePositives.length;
  }

  public int positives() {
    return size() == 0 ? 0 : truePositives[size() - 1];
  }

  boolean isPositive(int rank) {
    return truePositives[rank] > (rank == 0 ? 0 : truePositives[rank - 1]);
  }

  boolean isThreshold(int rank) {
    return ends[rank];
  }

  /** Precision among the first {@code rank + 1} samples. */
  double precision(int rank) {
    return truePositives[rank] / (rank + 1.0);
  }

  /** Recall among the first {@code rank + 1} samples. */
  double recall(int rank) {
    return (double) truePositives[rank] / positives();
  }

  int truePositives(int rank) {
    return truePositives[rank];
  }
}
