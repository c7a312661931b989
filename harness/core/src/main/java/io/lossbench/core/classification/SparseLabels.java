package io.lossbench.core.classification;

import io.lossbench.core.HarnessException;
import io.lossbench.core.task.MissingLabels;
import io.lossbench.core.task.MissingLabels.Become;
import java.util.Arrays;

/**
 * Labels of which few are told apart from a common one: OpenImages verifies some six of 9,605
 * classes per image, and nothing is known of the rest. Rows in compressed form; the entries by
 * class are sorted out once, when the first class is asked for.
 */
public final class SparseLabels implements LabelMatrix {
  private final int classes;
  private final byte otherwise;
  private final int[] offsets;
  private final char[] columns;
  private final byte[] values;
  private final Transposed byClass = new Transposed();

  /**
   * The arrays are not copied: whoever hands them over no longer writes to them.
   *
   * @param classes at most 65,536
   * @param otherwise the label of pairs without an entry
   * @param offsets where each row's entries start, and the number of entries: rows + 1 values
   * @param columns the class of each entry, ascending within a row
   * @param values the label of each entry
   */
  public SparseLabels(int classes, byte otherwise, int[] offsets, char[] columns, byte[] values) {
    if (classes > Character.MAX_VALUE + 1
        || offsets.length == 0
        || offsets[offsets.length - 1] != columns.length
        || columns.length != values.length) {
      throw new IllegalArgumentException("the parts of sparse labels do not fit together");
    }
    this.classes = classes;
    this.otherwise = otherwise;
    this.offsets = offsets;
    this.columns = columns;
    this.values = values;
  }

  /** The entries by class. */
  private final class Transposed {
    private int[] starts = {};
    private int[] rows = {};
    private byte[] labels = {};

    synchronized Transposed ready() {
      if (starts.length == 0) {
        int[] next = new int[classes + 1];
        for (char column : columns) {
          next[column + 1]++;
        }
        for (int c = 0; c < classes; c++) {
          next[c + 1] += next[c];
        }
        int[] begins = next.clone();
        rows = new int[columns.length];
        labels = new byte[columns.length];
        for (int row = 0; row < rows(); row++) {
          for (int i = offsets[row]; i < offsets[row + 1]; i++) {
            int at = next[columns[i]]++;
            rows[at] = row;
            labels[at] = values[i];
          }
        }
        starts = begins;
      }
      return this;
    }
  }

  @Override
  public boolean isMostlyUnknown() {
    return otherwise == UNKNOWN && 16L * columns.length < (long) rows() * classes;
  }

  @Override
  public int rows() {
    return offsets.length - 1;
  }

  @Override
  public int classes() {
    return classes;
  }

  /** Number of pairs that have an entry. */
  public int entries() {
    return columns.length;
  }

  @Override
  public byte get(int row, int column) {
    int at = Arrays.binarySearch(columns, offsets[row], offsets[row + 1], (char) column);
    return at < 0 ? otherwise : values[at];
  }

  @Override
  public void copyRow(int row, byte[] into) {
    Arrays.fill(into, 0, classes, otherwise);
    for (int i = offsets[row]; i < offsets[row + 1]; i++) {
      into[columns[i]] = values[i];
    }
  }

  @Override
  public byte[] rowKey(int row) {
    int from = offsets[row];
    int count = offsets[row + 1] - from;
    byte[] key = new byte[1 + 3 * count];
    key[0] = otherwise;
    for (int i = 0; i < count; i++) {
      key[3 * i + 1] = (byte) (columns[from + i] >> 8);
      key[3 * i + 2] = (byte) columns[from + i];
      key[3 * i + 3] = values[from + i];
    }
    return key;
  }

  @Override
  public Column column(int column) {
    Transposed transposed = byClass.ready();
    int from = transposed.starts[column];
    int to = transposed.starts[column + 1];
    int size = otherwise == UNKNOWN ? to - from : rows();
    int[] known = new int[size];
    boolean[] positive = new boolean[size];
    int count = 0;
    int row = 0;
    for (int i = from; i <= to; i++) {
      int next = i < to ? transposed.rows[i] : rows();
      for (; otherwise != UNKNOWN && row < next; row++) {
        known[count] = row;
        positive[count++] = otherwise == POSITIVE;
      }
      if (i < to && transposed.labels[i] != UNKNOWN) {
        known[count] = next;
        positive[count++] = transposed.labels[i] == POSITIVE;
      }
      row = next + 1;
    }
    return new Column(Arrays.copyOf(known, count), Arrays.copyOf(positive, count));
  }

  @Override
  public double positivesPerRow() {
    if (otherwise == POSITIVE) {
      return LabelMatrix.super.positivesPerRow();
    }
    long count = 0;
    for (byte value : values) {
      count += value == POSITIVE ? 1 : 0;
    }
    return rows() == 0 ? 0 : (double) count / rows();
  }

  @Override
  public LabelMatrix select(int[] indices) {
    int[] selected = new int[indices.length + 1];
    for (int i = 0; i < indices.length; i++) {
      selected[i + 1] = selected[i] + offsets[indices[i] + 1] - offsets[indices[i]];
    }
    char[] selectedColumns = new char[selected[indices.length]];
    byte[] selectedValues = new byte[selected[indices.length]];
    for (int i = 0; i < indices.length; i++) {
      int from = offsets[indices[i]];
      int length = offsets[indices[i] + 1] - from;
      System.arraycopy(columns, from, selectedColumns, selected[i], length);
      System.arraycopy(values, from, selectedValues, selected[i], length);
    }
    return new SparseLabels(classes, otherwise, selected, selectedColumns, selectedValues);
  }

  /**
   * {@inheritDoc}
   *
   * @throws HarnessException if nearly all labels are known and too many for memory
   */
  @Override
  public LabelMatrix without(MissingLabels missing) {
    boolean entriesOnly =
        otherwise == UNKNOWN || (otherwise == NEGATIVE && missing.become() == Become.NEGATIVES);
    return entriesOnly ? withoutEntries(missing) : dense().without(missing);
  }

  private LabelMatrix withoutEntries(MissingLabels missing) {
    byte[] left = new byte[values.length];
    for (int row = 0; row < rows(); row++) {
      for (int i = offsets[row]; i < offsets[row + 1]; i++) {
        left[i] = LabelMatrix.left(values[i], missing, row, columns[i]);
      }
    }
    return new SparseLabels(classes, otherwise, offsets, columns, left);
  }

  private LabelMatrix dense() {
    if ((long) rows() * classes > Integer.MAX_VALUE) {
      throw new HarnessException(
          "the labels of "
              + rows()
              + " images for "
              + classes
              + " classes are too many to be unknown one by one; set train.missing-labels:"
              + " {as-negatives: ...}, or train on fewer images");
    }
    byte[] all = new byte[rows() * classes];
    byte[] row = new byte[classes];
    for (int r = 0; r < rows(); r++) {
      copyRow(r, row);
      System.arraycopy(row, 0, all, r * classes, classes);
    }
    return LabelMatrix.of(rows(), classes, all);
  }

  @Override
  public String toString() {
    return "LabelMatrix[" + rows() + " x " + classes + ", " + entries() + " entries]";
  }
}
