package io.lossbench.core.classification;

import java.util.Arrays;

/** Scores in one array, row-major. */
record HeapScores(int rows, int classes, float[] values) implements ScoreMatrix {
  HeapScores {
    if (values.length != Math.multiplyExact(rows, classes)) {
      throw new IllegalArgumentException(
          values.length + " scores are not " + rows + " rows of " + classes + " classes");
    }
    for (int i = 0; i < values.length; i++) {
      ScoreMatrix.requireFinite(values[i], i, classes);
    }
  }

  @Override
  public float get(int row, int column) {
    return values[row * classes + column];
  }

  @Override
  public void copy(int row, int from, float[] into, int at, int count) {
    System.arraycopy(values, row * classes + from, into, at, count);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeapScores matrix
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
