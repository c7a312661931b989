package io.lossbench.core.metric;

import java.util.stream.IntStream;

/**
 * The scores of some neighbouring classes, class by class. Scores lie row by row: to walk a column
 * of a large file would touch all of it.
 */
final class ClassTile {
  /** Floats that a tile has at most, unless one class has more. */
  private static final int SIZE = 1 << 25;

  /** Rows that are turned together, so that what is read and what is written stays in the cache. */
  private static final int BLOCK = 256;

  private final int first;
  private final float[][] columns;

  private ClassTile(int first, float[][] columns) {
    this.first = first;
    this.columns = columns;
  }

  /** Classes that go into one tile. */
  static int width(ScoreMatrix scores) {
    return Math.max(1, Math.min(scores.classes(), SIZE / Math.max(1, scores.rows())));
  }

  static ClassTile of(ScoreMatrix scores, int first, int width) {
    float[][] columns = new float[width][scores.rows()];
    int blocks = (scores.rows() + BLOCK - 1) / BLOCK;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              int start = block * BLOCK;
              int count = Math.min(BLOCK, scores.rows() - start);
              float[] rows = new float[count * width];
              for (int r = 0; r < count; r++) {
                scores.copy(start + r, first, rows, r * width, width);
              }
              for (int c = 0; c < width; c++) {
                for (int r = 0; r < count; r++) {
                  columns[c][start + r] = rows[r * width + c];
                }
              }
            });
    return new ClassTile(first, columns);
  }

  float get(int row, int column) {
    return columns[column - first][row];
  }
}
