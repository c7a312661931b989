package io.lossbench.core.classification;

import io.lossbench.core.file.Digest;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.task.Predictions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/**
 * Predicted probabilities in float32: rows x classes, finite. In memory, or in a file that memory
 * need not hold. Immutable once handed over, and thread-safe.
 */
public sealed interface ScoreMatrix extends Scores, Predictions permits HeapScores, MappedScores {

  /** Scores that are written at once. */
  int PIECE = 1 << 18;

  /**
   * Scores in an array, row-major. The array is not copied: whoever hands it over no longer writes
   * to it.
   *
   * @throws IllegalArgumentException if the length does not fit, or a value is not finite
   */
  static ScoreMatrix of(int rows, int classes, float[] values) {
    return new HeapScores(rows, classes, values);
  }

  /**
   * The scores that predictions are.
   *
   * @throws IllegalArgumentException if they are those of another task
   */
  static ScoreMatrix of(Predictions predictions) {
    if (predictions instanceof ScoreMatrix scores) {
      return scores;
    }
    throw new IllegalArgumentException(
        "scores are expected, not " + predictions.getClass().getSimpleName());
  }

  @Override
  int rows();

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

  @Override
  default void writeTo(WritableByteChannel out) throws IOException {
    int piece = Math.max(1, PIECE / Math.max(1, classes()));
    for (int from = 0; from < rows(); from += piece) {
      float[] values = new float[Math.min(piece, rows() - from) * classes()];
      for (int at = 0; at < values.length; at += classes()) {
        copy(from + at / classes(), 0, values, at, classes());
      }
      DurableFile.floats(out, values);
    }
  }

  @Override
  default boolean areConstant() {
    if (rows() < 2) {
      return false;
    }
    float[] first = row(0);
    for (int row = 1; row < rows(); row++) {
      if (!Arrays.equals(first, row(row))) {
        return false;
      }
    }
    return true;
  }

  @Override
  default String sha256() {
    Digest digest = Digest.sha256();
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * classes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows(); row++) {
      bytes.asFloatBuffer().put(row(row));
      digest.update(bytes.array());
    }
    return digest.hex();
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
