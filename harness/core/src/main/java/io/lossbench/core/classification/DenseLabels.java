package io.lossbench.core.classification;

import io.lossbench.core.task.MissingLabels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Labels in one array, row-major. */
final class DenseLabels implements LabelMatrix {
  private final int rows;
  private final int classes;
  private final byte[] values;

  DenseLabels(int rows, int classes, byte[] values) {
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
    this.rows = rows;
    this.classes = classes;
    this.values = values;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public byte get(int row, int column) {
    return values[row * classes + column];
  }

  @Override
  public void copyRow(int row, byte[] into) {
    System.arraycopy(values, row * classes, into, 0, classes);
  }

  @Override
  public byte[] rowKey(int row) {
    return Arrays.copyOfRange(values, row * classes, (row + 1) * classes);
  }

  @Override
  public Column column(int column) {
    int[] known = new int[rows];
    boolean[] positive = new boolean[rows];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      byte value = get(row, column);
      if (value != UNKNOWN) {
        known[count] = row;
        positive[count++] = value == POSITIVE;
      }
    }
    return new Column(Arrays.copyOf(known, count), Arrays.copyOf(positive, count));
  }

  @Override
  public LabelMatrix select(int[] indices) {
    byte[] selected = new byte[indices.length * classes];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(values, indices[i] * classes, selected, i * classes, classes);
    }
    return new DenseLabels(indices.length, classes, selected);
  }

  @Override
  public LabelMatrix without(MissingLabels missing) {
    byte[] left = new byte[values.length];
    for (int i = 0; i < left.length; i++) {
      left[i] = LabelMatrix.left(values[i], missing, i / classes, i % classes);
    }
    return new DenseLabels(rows, classes, left);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DenseLabels matrix
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
