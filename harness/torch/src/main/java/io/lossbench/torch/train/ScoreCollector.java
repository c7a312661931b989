package io.lossbench.torch.train;

import io.lossbench.core.classification.MappedScores;
import io.lossbench.core.classification.ScoreMatrix;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Takes scores row by row: in memory, or in a file where they are many (1.2 thousand million for
 * OpenImages' test set). Not thread-safe.
 */
final class ScoreCollector {
  /** Scores from which on they go into a file: 256 MiB. */
  private static final long LARGE = 1 << 26;

  private final int rows;
  private final int classes;
  private final float[] values;
  private final Optional<MappedScores> file;
  private int filled;

  private ScoreCollector(int rows, int classes, float[] values, Optional<MappedScores> file) {
    this.rows = rows;
    this.classes = classes;
    this.values = values;
    this.file = file;
  }

  /**
   * @param folder for the file, which has no name and goes with the matrix
   */
  static ScoreCollector of(int rows, int classes, Path folder) throws IOException {
    return of(rows, classes, folder, LARGE);
  }

  static ScoreCollector of(int rows, int classes, Path folder, long large) throws IOException {
    if ((long) rows * classes < large) {
      return new ScoreCollector(rows, classes, new float[rows * classes], Optional.empty());
    }
    Path file = Files.createTempFile(folder, "scores", ".bin");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedScores mapped = MappedScores.map(channel, MapMode.READ_WRITE, 0, rows, classes);
      return new ScoreCollector(rows, classes, new float[0], Optional.of(mapped));
    } finally {
      // The map stays.
      Files.delete(file);
    }
  }

  /** Takes the next rows. */
  void add(float[] scores) {
    int count = scores.length / classes;
    if (file.isPresent()) {
      for (int r = 0; r < count; r++) {
        file.get().put(filled + r, scores, r * classes);
      }
    } else {
      System.arraycopy(scores, 0, values, filled * classes, scores.length);
    }
    filled += count;
  }

  /** All scores, when all are there. */
  ScoreMatrix matrix() {
    if (filled != rows) {
      throw new IllegalStateException(filled + " rows of " + rows);
    }
    return file.isPresent() ? file.get() : ScoreMatrix.of(rows, classes, values);
  }
}
