package io.lossbench.core.classification;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/** Scores in a mapped file: float32, little-endian, row-major. */
public final class MappedScores implements ScoreMatrix {
  private final int rows;
  private final int classes;
  private final int rowsPerPiece;

  /** Maps of whole rows, since one map ends at 2 GiB. */
  private final FloatBuffer[] pieces;

  private MappedScores(int rows, int classes, int rowsPerPiece, FloatBuffer[] pieces) {
    this.rows = rows;
    this.classes = classes;
    this.rowsPerPiece = rowsPerPiece;
    this.pieces = pieces;
  }

  /**
   * Maps scores of a file.
   *
   * @param offset where they start
   */
  public static MappedScores map(FileChannel channel, long offset, int rows, int classes)
      throws IOException {
    long rowBytes = (long) Float.BYTES * classes;
    int rowsPerPiece = (int) Math.max(1, Integer.MAX_VALUE / Math.max(1, rowBytes));
    FloatBuffer[] pieces = new FloatBuffer[(rows + rowsPerPiece - 1) / rowsPerPiece];
    for (int i = 0; i < pieces.length; i++) {
      int first = i * rowsPerPiece;
      long length = rowBytes * Math.min(rowsPerPiece, rows - first);
      pieces[i] =
          channel
              .map(MapMode.READ_ONLY, offset + rowBytes * first, length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
    }
    return new MappedScores(rows, classes, rowsPerPiece, pieces);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public float get(int row, int column) {
    return pieces[row / rowsPerPiece].get(row % rowsPerPiece * classes + column);
  }

  @Override
  public void copy(int row, int from, float[] into, int at, int count) {
    pieces[row / rowsPerPiece].get(row % rowsPerPiece * classes + from, into, at, count);
  }

  @Override
  public String toString() {
    return "ScoreMatrix[" + rows + " x " + classes + "]";
  }
}
