package io.lossbench.core.classification;

import java.util.Arrays;

/**
 * Samples in descending order of their score; unknown labels are left out, equal scores keep their
 * row order.
 *
 * <p>Immutable and thread-safe.
 */
public final class Ranking {
  /** Which of the samples comes r-th. */
  private final int[] samples;

  /** Number of positives among the first r+1 samples. */
  private final int[] truePositives;

  /** Whether sample r is the last of its score, so that a threshold can end there. */
  private final boolean[] ends;

  private Ranking(int[] samples, int[] truePositives, boolean[] ends) {
    this.samples = samples;
    this.truePositives = truePositives;
    this.ends = ends;
  }

  /** Ranks the first {@code length} samples of two arrays that belong together by index. */
  static Ranking of(long[] scoreKeys, boolean[] positive, int length) {
    long[] keys = upperHalves(scoreKeys, length);
    for (int i = 0; i < length; i++) {
      // The score, then the row, then the label, which saves looking it up again.
      keys[i] |= ((long) i << 1 | (positive[i] ? 1 : 0)) & 0xFFFFFFFFL;
    }
    if (length > 1 << 15) {
      Arrays.parallelSort(keys);
    } else {
      Arrays.sort(keys);
    }
    int[] samples = new int[length];
    int[] truePositives = new int[length];
    boolean[] ends = new boolean[length];
    int positives = 0;
    for (int r = 0; r < length; r++) {
      samples[r] = (int) keys[r] >>> 1;
      positives += (int) (keys[r] & 1);
      truePositives[r] = positives;
      ends[r] = r == length - 1 || keys[r] >> 32 != keys[r + 1] >> 32;
    }
    return new Ranking(samples, truePositives, ends);
  }

  /**
   * Keys of the same order whose lower half is empty: those of float32 scores as they are, of
   * others their place among all.
   */
  private static long[] upperHalves(long[] keys, int length) {
    long[] halves = Arrays.copyOf(keys, length);
    if (Arrays.stream(halves).allMatch(key -> (int) key == 0)) {
      return halves;
    }
    Arrays.sort(halves);
    long[] sorted = halves.clone();
    for (int i = 0; i < length; i++) {
      // Equal keys are found at the same place, whichever of theirs it is.
      halves[i] = (long) Arrays.binarySearch(sorted, keys[i]) << 32;
    }
    return halves;
  }

  /** Where the keys of scores are looked up. */
  @FunctionalInterface
  interface Lookup {
    long get(int row, int column);
  }

  /** Ranks the samples of one class whose label is known. */
  static Ranking ofClass(Lookup scores, LabelMatrix labels, int column) {
    LabelMatrix.Column known = labels.column(column);
    long[] ofKnown = new long[known.rows().length];
    for (int i = 0; i < ofKnown.length; i++) {
      ofKnown[i] = scores.get(known.rows()[i], column);
    }
    return of(ofKnown, known.positive(), ofKnown.length);
  }

  /** Ranks a vector of scores by its labels: 1, 0, or -1 for unknown. */
  public static Ranking of(float[] scores, byte[] labels) {
    long[] keys = new long[scores.length];
    Arrays.setAll(keys, i -> NumberType.key(scores[i]));
    return of(keys, labels);
  }

  /** Ranks scores by their keys and labels. */
  static Ranking of(long[] keys, byte[] labels) {
    long[] known = new long[keys.length];
    boolean[] positive = new boolean[keys.length];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      if (labels[i] != LabelMatrix.UNKNOWN) {
        known[count] = keys[i];
        positive[count++] = labels[i] == LabelMatrix.POSITIVE;
      }
    }
    return of(known, positive, count);
  }

  public int size() {
    return truePositives.length;
  }

  public int positives() {
    return size() == 0 ? 0 : truePositives[size() - 1];
  }

  /** The index, among those that were ranked, of the sample at a rank. */
  int sample(int rank) {
    return samples[rank];
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

  int truePositives(int rank) {
    return truePositives[rank];
  }
}
