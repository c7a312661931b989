package io.lossbench.core.classification;

import java.util.stream.IntStream;

/**
 * The keys of some neighbouring classes' scores, class by class. Scores lie row by row: to walk a
 * column of a large file would touch all of it.
 */
final class ClassTile {
  /** Keys that a tile has at most, unless one class has more. */
  private static final int SIZE = 1 << 24;

  /** Rows that are turned together, so that what is read and what is written stays in the cache. */
  private static final int BLOCK = 128;

  private final int first;
  private final long[][] columns;

  private ClassTile(int first, long[][] columns) {
    this.first = first;
    this.columns = columns;
  }

  /** Classes that go into one tile. */
  static int width(Scores scores) {
    return Math.max(1, Math.min(scores.classes(), SIZE / Math.max(1, scores.rows())));
  }

  static ClassTile of(Scores scores, int first, int width) {
    long[][] columns = new long[width][scores.rows()];
    int blocks = (scores.rows() + BLOCK - 1) / BLOCK;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              int start = block * BLOCK;
              int count = Math.min(BLOCK, scores.rows() - start);
              long[] rows = new long[count * width];
              for (int r = 0; r < count; r++) {
                scores.keys(start + r, first, rows, r * width, width);
              }
              for (int c = 0; c < width; c++) {
                for (int r = 0; r < count; r++) {
                  columns[c][start + r] = rows[r * width + c];
                }
              }
            });
    return new ClassTile(first, columns);
  }

  long get(int row, int column) {
    return columns[column - first][row];
  }
}
