package io.lossbench.torch.head;

import io.lossbench.core.classification.MappedScores;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.file.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of scores that grows row by row: in memory, or in a file where they are many (1.2
 * thousand million for OpenImages' test set). The file is written first and mapped then: a disk
 * that becomes full while a map grows is no exception but a signal. Not thread-safe.
 */
final class ScoreCollector {
  /** Number of scores from which on they go into a file: 256 MiB. */
  private static final long LARGE = 1 << 26;

  private final int rows;
  private final int classes;
  private final float[] values;
  private final @Nullable FileChannel file;
  private int filled;

  private ScoreCollector(int rows, int classes, float[] values, @Nullable FileChannel file) {
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
      return new ScoreCollector(rows, classes, new float[rows * classes], null);
    }
    FileChannel file =
        FileChannel.open(
            DurableFile.temporary(folder.resolve("scores")),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    return new ScoreCollector(rows, classes, new float[0], file);
  }

  /** Takes the next rows. */
  void add(float[] scores) throws IOException {
    if (file != null) {
      for (int i = 0; i < scores.length; i++) {
        ScoreMatrix.requireFinite(scores[i], (long) filled * classes + i, classes);
      }
      DurableFile.floats(file, scores);
    } else {
      System.arraycopy(scores, 0, values, filled * classes, scores.length);
    }
    filled += scores.length / classes;
  }

  /** All scores, when all are there. */
  ScoreMatrix matrix() throws IOException {
    if (filled != rows) {
      throw new IllegalStateException(filled + " rows of " + rows);
    }
    if (file == null) {
      return ScoreMatrix.of(rows, classes, values);
    }
    try (FileChannel written = file) {
      return MappedScores.map(written, 0, rows, classes);
    }
  }
}
