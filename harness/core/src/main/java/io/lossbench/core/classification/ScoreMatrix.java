package io.lossbench.core.classification;

/**
 * Predicted probabilities in float32: rows x classes, finite. In memory, or in a file that memory
 * need not hold. Immutable once handed over, and thread-safe.
 */
public sealed interface ScoreMatrix extends Scores permits HeapScores, MappedScores {

  /**
   * Scores in an array, row-major. The array is not copied: whoever hands it over no longer writes
   * to it.
   *
   * @throws IllegalArgumentException if the length does not fit, or a value is not finite
   */
  static ScoreMatrix of(int rows, int classes, float[] values) {
    return new HeapScores(rows, classes, values);
  }

  float get(int row, int column);

  /** Writes the scores of a row, of {@code count} classes from {@code from} on. */
  void copy(int row, int from, float[] into, int at, int count);

  /** A copy of one row. */
  default float[] row(int row) {
    float[] copy = new float[classes()];
    copy(row, 0, copy, 0, copy.length);
    return copy;
  }

  @Override
  default NumberType type() {
    return NumberType.FLOAT32;
  }

  @Override
  default double value(int row, int column) {
    return get(row, column);
  }

  @Override
  default long key(int row, int column) {
    return NumberType.key(get(row, column));
  }

  @Override
  default void keys(int row, int from, long[] into, int at, int count) {
    float[] values = new float[count];
    copy(row, from, values, 0, count);
    for (int i = 0; i < count; i++) {
      into[at + i] = NumberType.key(values[i]);
    }
  }

  /**
   * Refuses what is not finite.
   *
   * @param index of the value, row-major
   */
  static void requireFinite(float value, long index, int classes) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "score "
              + value
              + " in row "
              + index / classes
              + ", class "
              + index % classes
              + " is not finite");
    }
  }
}
