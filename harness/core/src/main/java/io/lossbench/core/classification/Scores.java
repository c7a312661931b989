package io.lossbench.core.classification;

/**
 * Scores of images: rows x classes, in the precision that they were made in. Immutable once handed
 * over, and thread-safe.
 *
 * <p>They are ranked by their {@linkplain NumberType#key keys}, so that nothing is narrowed.
 */
public sealed interface Scores permits ScoreMatrix, MappedNumbers {
  int rows();

  int classes();

  /** How a score is stored. */
  NumberType type();

  /** A score as the nearest double; a whole number beyond 2^53 is rounded. */
  double value(int row, int column);

  /** The order of a score: less for a higher one, equal for an equal one. */
  long key(int row, int column);

  /** Writes the keys of a row, of {@code count} classes from {@code from} on. */
  void keys(int row, int from, long[] into, int at, int count);

  /** The keys of one row. */
  default long[] keys(int row) {
    long[] keys = new long[classes()];
    keys(row, 0, keys, 0, keys.length);
    return keys;
  }
}
