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

  /** Ranks the first {@code length} samples of two arrays that belong together by index. */
  static Ranking of(float[] scores, boolean[] positive, int length) {
    long[] keys = new long[length];
    for (int i = 0; i < length; i++) {
      // The score, then the row, then the label, which saves looking it up again.
      long sample = ((long) i << 1 | (positive[i] ? 1 : 0)) & 0xFFFFFFFFL;
      keys[i] = (long) descending(scores[i]) << 32 | sample;
    }
    if (length > 1 << 15) {
      Arrays.parallelSort(keys);
    } else {
      Arrays.sort(keys);
    }
    int[] truePositives = new int[length];
    boolean[] ends = new boolean[length];
    int positives = 0;
    for (int r = 0; r < length; r++) {
      positives += (int) (keys[r] & 1);
      truePositives[r] = positives;
      ends[r] = r == length - 1 || keys[r] >> 32 != keys[r + 1] >> 32;
    }
    return new Ranking(truePositives, ends);
  }

  /** Where scores are looked up. */
  @FunctionalInterface
  interface Lookup {
    float get(int row, int column);
  }

  /** Ranks the samples of one class whose label is known. */
  static Ranking ofClass(Lookup scores, LabelMatrix labels, int column) {
    LabelMatrix.Column known = labels.column(column);
    float[] ofKnown = new float[known.rows().length];
    for (int i = 0; i < ofKnown.length; i++) {
      ofKnown[i] = scores.get(known.rows()[i], column);
    }
    return of(ofKnown, known.positive(), ofKnown.length);
  }

  /** Ranks a vector of scores by its labels: 1, 0, or -1 for unknown. */
  public static Ranking of(float[] scores, byte[] labels) {
    float[] known = new float[scores.length];
    boolean[] positive = new boolean[scores.length];
    int count = 0;
    for (int i = 0; i < scores.length; i++) {
      if (labels[i] != LabelMatrix.UNKNOWN) {
        known[count] = scores[i];
        positive[count++] = labels[i] == LabelMatrix.POSITIVE;
      }
    }
    return of(known, positive, count);
  }

  /** A signed int that sorts floats in descending order, with -0 equal to 0. */
  static int descending(float score) {
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
