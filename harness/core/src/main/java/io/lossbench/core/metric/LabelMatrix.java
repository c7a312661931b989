package io.lossbench.core.metric;

import java.util.Arrays;

/**
 * Labels of images: rows x classes, row-major; 1 positive, 0 negative, -1 unknown (left out of loss
 * and metrics).
 *
 * <p>The array is not copied: whoever hands it over no longer writes to it.
 */
public record LabelMatrix(int rows, int classes, byte[] values) {
  public static final byte POSITIVE = 1;
  public static final byte NEGATIVE = 0;
  public static final byte UNKNOWN = -1;

  public LabelMatrix {
    if (values.length != Math.multiplyExact(rows, classes)) {
      throw new IllegalArgumentException(
          values.length + " labels are not " + rows + " rows of " + classes + " classes");
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] < UNKNOWN || values[i] > POSITIVE) {
        throw new IllegalArgumentException(
            "label "
                + values[i]
                + " in row "
                + i / classes
                + ", class "
                + i % classes
                + " is not 1, 0 or -1");
      }
    }
  }

  public byte get(int row, int column) {
    return values[row * classes + column];
  }

  /** How often a class is positive. */
  public int positives(int column) {
    int count = 0;
    for (int row = 0; row < rows; row++) {
      count += get(row, column) == POSITIVE ? 1 : 0;
    }
    return count;
  }

  /** Mean number of positives a row. */
  public double positivesPerRow() {
    long count = 0;
    for (byte value : values) {
      count += value == POSITIVE ? 1 : 0;
    }
    return rows == 0 ? 0 : (double) count / rows;
  }

  public boolean hasUnknown() {
    for (byte value : values) {
      if (value == UNKNOWN) {
        return true;
      }
    }
    return false;
  }

  /** The given rows, in the given order. */
  public LabelMatrix select(int[] indices) {
    byte[] selected = new byte[indices.length * classes];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(values, indices[i] * classes, selected, i * classes, classes);
    }
    return new LabelMatrix(indices.length, classes, selected);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelMatrix matrix
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
    return "LabelMatrix[" + rows + " x " + classes + "]";
  }
}
