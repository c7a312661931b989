package io.lossbench.core.image;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A PNG of any colour type and depth. Transparency is dropped, gamma and profiles are not looked
 * at, and of 16 bits the upper eight count. Bytes after the last chunk do not matter.
 */
final class PngFile extends ImageFile {
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;
  private static final int FIRST_CHUNK = 33;

  /** First column and row, and the steps between them, of Adam7's passes. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  private final byte[] content;
  private final int depth;
  private final int colourType;
  private final boolean interlaced;

  PngFile(byte[] content) throws ImageException {
    super(header(content).u32(), header(content).skip(4).u32());
    this.content = content;
    Cursor rest = header(content).skip(8);
    this.depth = rest.u8();
    this.colourType = rest.u8();
    int compression = rest.u8();
    int filter = rest.u8();
    int interlace = rest.u8();
    if (!known(colourType, depth) || compression != 0 || filter != 0 || interlace > 1) {
      throw ImageException.damaged("its header is of no kind of PNG");
    }
    this.interlaced = interlace == 1;
    requireChecksum(8, 13);
  }

  private static Cursor header(byte[] content) throws ImageException {
    Cursor cursor = new Cursor(content, ByteOrder.BIG_ENDIAN).seek(8);
    if (cursor.u32() != 13 || cursor.u32() != 0x49484452) {
      throw ImageException.damaged("a PNG that does not begin with its header");
    }
    return cursor;
  }

  private static boolean known(int colourType, int depth) {
    boolean powerOfTwo = depth > 0 && depth <= 16 && Integer.bitCount(depth) == 1;
    return switch (colourType) {
      case GREY -> powerOfTwo;
      case PALETTE -> powerOfTwo && depth <= 8;
      case RGB, GREY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
      default -> false;
    };
  }

  /** Compares the checksum of a chunk that begins at {@code at} and holds {@code length} bytes. */
  private void requireChecksum(int at, int length) throws ImageException {
    Cursor after = new Cursor(content, ByteOrder.BIG_ENDIAN).seek(at + 8L + length);
    CRC32 crc = new CRC32();
    crc.update(content, at + 4, length + 4);
    if (after.u32() != crc.getValue()) {
      throw ImageException.damaged(
          "the checksum of the chunk at byte " + at + " does not match its content");
    }
  }

  @Override
  public void requireWhole() throws ImageException {
    Cursor cursor = new Cursor(content, ByteOrder.BIG_ENDIAN).seek(FIRST_CHUNK);
    boolean pixels = false;
    while (true) {
      long length = cursor.u32();
      String type = type(cursor);
      cursor.skip(length + 4);
      pixels |= type.equals("IDAT");
      if (type.equals("IEND")) {
        if (!pixels) {
          throw ImageException.damaged("a PNG without pixels");
        }
        return;
      }
    }
  }

  private String type(Cursor cursor) throws ImageException {
    int at = cursor.position();
    cursor.skip(4);
    return new String(content, at, 4, StandardCharsets.ISO_8859_1);
  }

  @Override
  long memory() {
    return 3 * pixels() + 16L * width();
  }

  @Override
  byte[] rgb() throws ImageException {
    byte[] palette = palette();
    if (colourType == PALETTE && palette.length == 0) {
      throw ImageException.damaged("a PNG with indices and without a palette");
    }
    byte[] rgb = new byte[3 * width() * height()];
    int channels =
        switch (colourType) {
          case RGB -> 3;
          case GREY_ALPHA -> 2;
          case RGB_ALPHA -> 4;
          default -> 1;
        };
    int bits = channels * depth;
    int pixelBytes = Math.max(1, bits / 8);
    try (Pixels data = new Pixels()) {
      for (int[] pass : interlaced ? PASSES : WHOLE) {
        int columns = (width() - pass[0] + pass[2] - 1) / pass[2];
        int rows = (height() - pass[1] + pass[3] - 1) / pass[3];
        if (columns <= 0 || rows <= 0) {
          continue;
        }
        int bytes = (int) (((long) columns * bits + 7) / 8);
        byte[] above = new byte[bytes];
        byte[] row = new byte[bytes];
        for (int y = 0; y < rows; y++) {
          data.read(row);
          unfilter(data.filter, row, above, pixelBytes);
          int to = 3 * ((pass[1] + y * pass[3]) * width() + pass[0]);
          spread(row, columns, channels, palette, rgb, to, 3 * pass[2]);
          byte[] swap = above;
          above = row;
          row = swap;
        }
      }
    }
    return rgb;
  }

  private static void unfilter(int filter, byte[] row, byte[] above, int step)
      throws ImageException {
    switch (filter) {
      case 0 -> {}
      case 1 -> {
        for (int i = step; i < row.length; i++) {
          row[i] += row[i - step];
        }
      }
      case 2 -> {
        for (int i = 0; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        for (int i = 0; i < row.length; i++) {
          int left = i < step ? 0 : row[i - step] & 0xFF;
          row[i] += (byte) ((left + (above[i] & 0xFF)) / 2);
        }
      }
      case 4 -> {
        for (int i = 0; i < row.length; i++) {
          int left = i < step ? 0 : row[i - step] & 0xFF;
          int corner = i < step ? 0 : above[i - step] & 0xFF;
          row[i] += (byte) paeth(left, above[i] & 0xFF, corner);
        }
      }
      default -> throw ImageException.damaged("a PNG row of the unknown filter " + filter);
    }
  }

  private static int paeth(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }

  private void spread(
      byte[] row, int columns, int channels, byte[] palette, byte[] rgb, int first, int step) {
    int sampleBytes = Math.max(1, depth / 8);
    int scale = depth < 8 && colourType == GREY ? 255 / ((1 << depth) - 1) : 1;
    int to = first;
    for (int x = 0; x < columns; x++, to += step) {
      if (channels > 2) {
        int from = x * channels * sampleBytes;
        rgb[to] = row[from];
        rgb[to + 1] = row[from + sampleBytes];
        rgb[to + 2] = row[from + 2 * sampleBytes];
        continue;
      }
      int sample =
          depth >= 8
              ? row[x * channels * sampleBytes] & 0xFF
              : row[x * depth / 8] >> (8 - depth - x * depth % 8) & ((1 << depth) - 1);
      if (colourType == PALETTE) {
        // An index beyond the palette is black, as Pillow has it.
        if (3 * sample + 2 < palette.length) {
          System.arraycopy(palette, 3 * sample, rgb, to, 3);
        }
      } else {
        Arrays.fill(rgb, to, to + 3, (byte) (sample * scale));
      }
    }
  }

  private byte[] palette() throws ImageException {
    Cursor cursor = new Cursor(content, ByteOrder.BIG_ENDIAN).seek(FIRST_CHUNK);
    while (true) {
      int at = cursor.position();
      long length = cursor.u32();
      String type = type(cursor);
      int data = cursor.position();
      cursor.skip(length + 4);
      if (type.equals("PLTE")) {
        requireChecksum(at, (int) length);
        return Arrays.copyOfRange(content, data, data + (int) length);
      }
      if (type.equals("IDAT") || type.equals("IEND")) {
        return new byte[0];
      }
    }
  }

  /** The filtered rows, inflated from the chunks that hold them. */
  private final class Pixels implements AutoCloseable {
    private final Inflater inflater = new Inflater();
    private final Cursor cursor = new Cursor(content, ByteOrder.BIG_ENDIAN).seek(FIRST_CHUNK);
    private int filter;

    Pixels() throws ImageException {}

    void read(byte[] row) throws ImageException {
      byte[] first = new byte[1];
      fill(first);
      filter = first[0];
      fill(row);
    }

    private void fill(byte[] into) throws ImageException {
      int done = 0;
      try {
        while (done < into.length) {
          int count = inflater.inflate(into, done, into.length - done);
          done += count;
          if (count == 0) {
            if (inflater.finished() || inflater.needsDictionary()) {
              throw ImageException.truncated();
            }
            if (inflater.needsInput()) {
              nextChunk();
            }
          }
        }
      } catch (DataFormatException e) {
        throw ImageException.damaged("its compressed pixels (" + e.getMessage() + ")");
      }
    }

    private void nextChunk() throws ImageException {
      while (true) {
        long length = cursor.u32();
        String type = type(cursor);
        int at = cursor.position();
        if (type.equals("IEND")) {
          throw ImageException.truncated();
        }
        cursor.skip(Math.min(length + 4, cursor.remaining()));
        if (type.equals("IDAT") && length > 0) {
          inflater.setInput(content, at, (int) Math.min(length, content.length - at));
          return;
        }
      }
    }

    @Override
    public void close() {
      inflater.end();
    }
  }
}
