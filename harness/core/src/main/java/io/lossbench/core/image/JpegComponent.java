package io.lossbench.core.image;

import java.util.Arrays;

/** One component of a JPEG: its samples, and its coefficients while it is progressive. */
final class JpegComponent {
  private final int id;
  private final int horizontal;
  private final int vertical;
  private final int table;
  private final int width;
  private final int height;
  private final int blocksAcross;
  private final int blocksDown;
  private final int paddedAcross;
  private final int paddedDown;
  private final int unitsAcross;
  private final int unitsDown;
  private final byte[] samples;
  private final short[] coefficients;
  private final InverseDct[] rows;
  private int[] quantization = new int[0];

  /** The image that it is a component of, with its largest sampling factors. */
  record Frame(int width, int height, int horizontal, int vertical, boolean progressive) {}

  /**
   * @param horizontal samples across per unit, of the frame's {@code horizontal}
   * @param table number of its quantization table
   */
  JpegComponent(int id, int horizontal, int vertical, int table, Frame frame)
      throws ImageException {
    this.id = id;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.table = table;
    this.width = ceil((long) frame.width * horizontal, frame.horizontal);
    this.height = ceil((long) frame.height * vertical, frame.vertical);
    this.blocksAcross = ceil(width, 8);
    this.blocksDown = ceil(height, 8);
    this.unitsAcross = ceil(frame.width, 8L * frame.horizontal);
    this.unitsDown = ceil(frame.height, 8L * frame.vertical);
    this.paddedAcross = unitsAcross * horizontal;
    this.paddedDown = unitsDown * vertical;
    long size = 64L * paddedAcross * paddedDown;
    if (size > Integer.MAX_VALUE - 8) {
      throw new ImageException("a JPEG that is too large");
    }
    this.samples = new byte[(int) size];
    Arrays.fill(samples, (byte) 128);
    this.coefficients = new short[frame.progressive ? (int) size : 0];
    this.rows = new InverseDct[frame.progressive ? 1 : vertical];
    Arrays.setAll(rows, i -> new InverseDct(paddedAcross));
  }

  private static int ceil(long value, long by) {
    return (int) ((value + by - 1) / by);
  }

  int id() {
    return id;
  }

  int horizontal() {
    return horizontal;
  }

  int vertical() {
    return vertical;
  }

  int table() {
    return table;
  }

  /** Samples across, without padding. */
  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int blocksAcross() {
    return blocksAcross;
  }

  int blocksDown() {
    return blocksDown;
  }

  /** Units of interleaved scans, across. */
  int unitsAcross() {
    return unitsAcross;
  }

  int unitsDown() {
    return unitsDown;
  }

  byte[] samples() {
    return samples;
  }

  /** Distance of two rows in {@link #samples}. */
  int stride() {
    return 8 * paddedAcross;
  }

  /** Coefficients of all blocks in natural order, if it is progressive. */
  short[] coefficients() {
    return coefficients;
  }

  /** Where a block's coefficients begin in a progressive image. */
  int offset(int across, int down) {
    return 64 * (down * paddedAcross + across);
  }

  /** The first scan's table counts. */
  void quantizeBy(int[] values) {
    if (quantization.length == 0) {
      quantization = values.clone();
    }
  }

  int[] quantization() {
    return quantization;
  }

  /** A row of blocks in a unit of a sequential image. */
  InverseDct row(int number) {
    return rows[number];
  }

  /**
   * Transforms {@code count} rows of blocks from {@code down} on, and sets their coefficients to 0.
   */
  void transform(int down, int count) {
    for (int i = 0; i < count; i++) {
      rows[i].transform(samples, 8 * (down + i) * stride(), stride());
    }
  }

  /** Transforms all blocks of a progressive image. */
  void transform() {
    for (int down = 0; down < paddedDown && quantization.length > 0; down++) {
      for (int across = 0; across < paddedAcross; across++) {
        int from = offset(across, down);
        for (int i = 0; i < 64; i++) {
          rows[0].set(across, i, coefficients[from + i] * quantization[i]);
        }
      }
      transform(down, 1);
    }
  }
}
