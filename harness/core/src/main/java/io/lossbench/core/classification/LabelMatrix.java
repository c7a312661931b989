package io.lossbench.core.classification;

import io.lossbench.core.task.MissingLabels;
import io.lossbench.core.task.Truth;
import java.util.Arrays;

/**
 * Labels of images: rows x classes; 1 positive, 0 negative, -1 unknown (left out of loss and
 * metrics). Immutable and thread-safe.
 */
public sealed interface LabelMatrix extends Truth permits DenseLabels, SparseLabels {
  byte POSITIVE = 1;
  byte NEGATIVE = 0;
  byte UNKNOWN = -1;

  /**
   * Labels that all stand in one array, row-major. The array is not copied: whoever hands it over
   * no longer writes to it.
   *
   * @throws IllegalArgumentException if the length does not fit, or a value is not 1, 0 or -1
   */
  static LabelMatrix of(int rows, int classes, byte[] values) {
    return new DenseLabels(rows, classes, values);
  }

  /**
   * The labels that a truth is.
   *
   * @throws IllegalArgumentException if it is that of another task
   */
  static LabelMatrix of(Truth truth) {
    if (truth instanceof LabelMatrix labels) {
      return labels;
    }
    throw new IllegalArgumentException(
        "labels are expected, not " + truth.getClass().getSimpleName());
  }

  @Override
  int rows();

  int classes();

  byte get(int row, int column);

  /** Writes the labels of a row to the first {@code classes} places of {@code into}. */
  void copyRow(int row, byte[] into);

  /**
   * Bytes that stand for a row's labels: equal for equal labels of the same kind of matrix, and no
   * longer than what is known.
   */
  @Override
  byte[] rowKey(int row);

  /** The samples of a class whose label is known, in the order of the rows. */
  Column column(int column);

  @Override
  LabelMatrix select(int[] indices);

  /** These labels without some. */
  LabelMatrix without(MissingLabels missing);

  /** What a label is without those that are missing. */
  static byte left(byte label, MissingLabels missing, int row, int column) {
    return switch (missing.become()) {
      case NEGATIVES ->
          label == POSITIVE && missing.pairs().contains(row, column) ? NEGATIVE : label;
      case UNKNOWN -> label != UNKNOWN && missing.pairs().contains(row, column) ? UNKNOWN : label;
    };
  }

  /**
   * The known labels of one class.
   *
   * @param rows of the samples, ascending
   * @param positive whether the sample is positive
   */
  record Column(int[] rows, boolean[] positive) {
    /** Number of positive samples. */
    public int positives() {
      int count = 0;
      for (boolean each : positive) {
        count += each ? 1 : 0;
      }
      return count;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Column column
          && Arrays.equals(rows, column.rows)
          && Arrays.equals(positive, column.positive);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(rows) + Arrays.hashCode(positive);
    }
  }

  /** Whether some label is unknown. */
  default boolean hasUnknown() {
    byte[] row = new byte[classes()];
    for (int r = 0; r < rows(); r++) {
      copyRow(r, row);
      for (byte value : row) {
        if (value == UNKNOWN) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether so few pairs are known that to look each up costs less than to pass all. */
  default boolean isMostlyUnknown() {
    return false;
  }

  /** How often a class is positive. */
  default int positives(int column) {
    return column(column).positives();
  }

  /** Mean number of positives a row. */
  default double positivesPerRow() {
    long count = 0;
    byte[] row = new byte[classes()];
    for (int r = 0; r < rows(); r++) {
      copyRow(r, row);
      for (byte value : row) {
        count += value == POSITIVE ? 1 : 0;
      }
    }
    return rows() == 0 ? 0 : (double) count / rows();
  }
}
