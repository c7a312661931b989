package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DenseVectors;
import io.lossbench.core.dataset.FeatureVectors;
import io.lossbench.core.dataset.SparseVectors;
import java.util.ArrayList;
import java.util.List;

/**
 * Vectors that come row by row with the places of what is not 0, kept so where most is. Not
 * thread-safe.
 */
final class VectorRows {
  /** From so many numbers to one that is not 0 on, places take less memory than zeros. */
  private static final int SPARSE = 4;

  private final int width;
  private final List<int[]> places = new ArrayList<>();
  private final List<float[]> values = new ArrayList<>();
  private long kept;

  VectorRows(int width) {
    this.width = width;
  }

  /**
   * Adds a row.
   *
   * @param at places, ascending
   */
  void add(int[] at, float[] numbers) {
    places.add(at);
    values.add(numbers);
    kept += at.length;
  }

  FeatureVectors vectors() {
    if (kept * SPARSE <= (long) width * places.size()) {
      return new SparseVectors(width, places.toArray(int[][]::new), values.toArray(float[][]::new));
    }
    float[][] rows = new float[places.size()][width];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < places.get(row).length; i++) {
        rows[row][places.get(row)[i]] = values.get(row)[i];
      }
    }
    return new DenseVectors(width, rows);
  }
}
