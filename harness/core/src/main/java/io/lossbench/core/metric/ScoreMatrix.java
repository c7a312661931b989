package io.lossbench.core.metric;

/**
 * Predicted probabilities: rows x classes, finite. In memory, or in a file that memory need not
 * hold. Immutable once handed over, and thread-safe.
 */
public sealed interface ScoreMatrix permits HeapScores, MappedScores {

  /**
   * Scores in an array, row-major. The array is not copied: whoever hands it over no longer writes
   * to it.
   *
   * @throws IllegalArgumentException if the length does not fit, or a value is not finite
   */
  static ScoreMatrix of(int rows, int classes, float[] values) {
    return new HeapScores(rows, classes, values);
  }

  int rows();

  int classes();

  float get(int row, int column);

  /** Writes the scores of a row, of {@code count} classes from {@code from} on. */
  void copy(int row, int from, float[] into, int at, int count);

  /** A copy of one row. */
  default float[] row(int row) {
    float[] copy = new float[classes()];
    copy(row, 0, copy, 0, copy.length);
    return copy;
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
