package io.lossbench.core.metric;

import java.util.Arrays;

/**
 * Predicted probabilities: rows x classes, row-major, finite.
 *
 * <p>The array is not copied: whoever hands it over no longer writes to it.
 */
public record ScoreMatrix(int rows, int classes, float[] values) {
  public ScoreMatrix {
    if (values.length != Math.multiplyExact(rows, classes)) {
      throw new IllegalArgumentException(
          values.length + " scores are not " + rows + " rows of " + classes + " classes");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "score "
                + values[i]
                + " in row "
                + i / classes
                + ", class "
                + i % classes
                + " is not finite");
      }
    }
  }

  public float get(int row, int column) {
    return values[row * classes + column];
  }

  /** A copy of one row. */
  float[] row(int row) {
    return Arrays.copyOfRange(values, row * classes, (row + 1) * classes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreMatrix matrix
        && rows == matrix.rows
        && classes == matrix.classes
        && Arrays.equals(values, matrix.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "ScoreMatrix[" + rows + " x " + classes + "]";
  }
}
