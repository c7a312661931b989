package io.lossbench.core.classification;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/** Numbers of any type in a mapped file: rows x classes, row by row or class by class. */
public final class MappedNumbers implements Scores {
  /** A map ends at 2 GiB, and this is a multiple of every type's bytes. */
  private static final int PIECE_BITS = 30;

  private final NumberType type;
  private final boolean byClass;
  private final int rows;
  private final int classes;
  private final ByteBuffer[] pieces;

  private MappedNumbers(
      NumberType type, boolean byClass, int rows, int classes, ByteBuffer[] pieces) {
    this.type = type;
    this.byClass = byClass;
    this.rows = rows;
    this.classes = classes;
    this.pieces = pieces;
  }

  /**
   * How numbers lie in a file.
   *
   * @param byClass whether the numbers of a class lie together (Fortran order), else those of a row
   */
  public record Layout(NumberType type, ByteOrder order, boolean byClass) {}

  /**
   * Maps numbers of a file, which must hold them all.
   *
   * @param offset where they start
   */
  public static MappedNumbers map(
      FileChannel channel, long offset, Layout layout, int rows, int classes) throws IOException {
    long length = (long) rows * classes * layout.type().bytes();
    long piece = 1L << PIECE_BITS;
    ByteBuffer[] pieces = new ByteBuffer[Math.toIntExact((length + piece - 1) / piece)];
    for (int i = 0; i < pieces.length; i++) {
      long first = i * piece;
      pieces[i] =
          channel
              .map(MapMode.READ_ONLY, offset + first, Math.min(piece, length - first))
              .order(layout.order());
    }
    return new MappedNumbers(layout.type(), layout.byClass(), rows, classes, pieces);
  }

  private long place(int row, int column) {
    long index = byClass ? (long) column * rows + row : (long) row * classes + column;
    return index * type.bytes();
  }

  private ByteBuffer piece(long place) {
    return pieces[(int) (place >> PIECE_BITS)];
  }

  private static int within(long place) {
    return (int) (place & (1L << PIECE_BITS) - 1);
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
  public NumberType type() {
    return type;
  }

  @Override
  public double value(int row, int column) {
    long place = place(row, column);
    return type.value(piece(place), within(place));
  }

  @Override
  public long key(int row, int column) {
    long place = place(row, column);
    return type.key(piece(place), within(place));
  }

  @Override
  public void keys(int row, int from, long[] into, int at, int count) {
    for (int i = 0; i < count; i++) {
      into[at + i] = key(row, from + i);
    }
  }

  @Override
  public String toString() {
    return "ScoreMatrix[" + rows + " x " + classes + "]";
  }
}
