package io.lossbench.core.image;

import java.nio.ByteOrder;
import java.util.Arrays;

/** A Windows or OS/2 bitmap of 1, 4, 8, 16, 24 or 32 bits a pixel, plain or run-length encoded. */
final class BmpFile extends ImageFile {
  private static final int FILE_HEADER = 14;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BIT_FIELDS = 3;
  private static final int[] MASKS_16 = {0x7C00, 0x3E0, 0x1F};
  private static final int[] MASKS_32 = {0xFF0000, 0xFF00, 0xFF};

  private final byte[] content;
  private final Layout layout;

  /**
   * How the pixels lie in the file.
   *
   * @param masks of red, green and blue; for more than 8 bits a pixel
   * @param palette BGR, with {@code entry} bytes a colour; for up to 8 bits a pixel
   */
  private record Layout(
      int bits,
      int compression,
      boolean topDown,
      int[] masks,
      byte[] palette,
      int entry,
      long data) {}

  private BmpFile(byte[] content, long width, long height, Layout layout) throws ImageException {
    super(width, height);
    this.content = content;
    this.layout = layout;
  }

  static BmpFile read(byte[] content) throws ImageException {
    Cursor cursor = new Cursor(content, ByteOrder.LITTLE_ENDIAN).seek(10);
    long data = cursor.u32();
    long header = cursor.u32();
    boolean core = header == 12;
    if (!core && (header < 40 || header > 124)) {
      throw ImageException.damaged("a BMP with a header of " + header + " bytes");
    }
    long width = core ? cursor.u16() : (int) cursor.u32();
    long height = core ? cursor.u16() : (int) cursor.u32();
    int bits = cursor.skip(2).u16();
    int compression = core ? 0 : (int) cursor.u32();
    long colours = core ? 0 : cursor.skip(12).u32();
    boolean runs = (compression == RLE8 && bits == 8) || (compression == RLE4 && bits == 4);
    boolean fields = compression == BIT_FIELDS && (bits == 16 || bits == 24 || bits == 32);
    if (!(runs || fields || compression == 0)
        || !(bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32)) {
      throw new ImageException(
          "a BMP of "
              + bits
              + " bits a pixel with compression "
              + compression
              + ", which is not read; convert it to PNG");
    }
    int[] masks = bits == 16 ? MASKS_16 : MASKS_32;
    long palette = FILE_HEADER + header;
    if (fields) {
      Cursor at = cursor.seek(FILE_HEADER + 40);
      int[] declared = {(int) at.u32(), (int) at.u32(), (int) at.u32()};
      masks = (declared[0] | declared[1] | declared[2]) == 0 ? masks : declared;
      palette += header == 40 ? 12 : 0;
    }
    int entry = core ? 3 : 4;
    byte[] table = new byte[0];
    if (bits <= 8) {
      long count = Math.min(256, colours == 0 ? 1L << bits : colours);
      long end = Math.min(content.length, palette + count * entry);
      table = Arrays.copyOfRange(content, (int) Math.min(palette, end), (int) end);
    }
    return new BmpFile(
        content,
        width,
        Math.abs(height),
        new Layout(bits, compression, height < 0, masks, table, entry, data));
  }

  private long stride() {
    return ((long) width() * layout.bits + 31) / 32 * 4;
  }

  private boolean runs() {
    return layout.compression == RLE8 || layout.compression == RLE4;
  }

  @Override
  public void requireWhole() throws ImageException {
    // The padding of the last row may be missing.
    long last = ((long) width() * layout.bits + 7) / 8;
    long needed = runs() ? 2 : (height() - 1) * stride() + last;
    new Cursor(content, ByteOrder.LITTLE_ENDIAN).seek(layout.data).skip(needed);
  }

  @Override
  long memory() {
    return (runs() ? 4 : 3) * pixels();
  }

  @Override
  byte[] rgb() throws ImageException {
    requireWhole();
    byte[] rgb = new byte[3 * width() * height()];
    byte[] indices = runs() ? unpacked() : new byte[0];
    for (int y = 0; y < height(); y++) {
      int to = 3 * width() * (layout.topDown ? y : height() - 1 - y);
      int from = (int) (layout.data + y * stride());
      for (int x = 0; x < width(); x++, to += 3) {
        if (runs()) {
          index(indices[y * width() + x] & 0xFF, rgb, to);
        } else if (layout.bits <= 8) {
          int shift = 8 - layout.bits - x * layout.bits % 8;
          index(content[from + x * layout.bits / 8] >> shift & ((1 << layout.bits) - 1), rgb, to);
        } else {
          masked(from + x * (layout.bits / 8), rgb, to);
        }
      }
    }
    return rgb;
  }

  private void index(int index, byte[] rgb, int to) {
    int at = index * layout.entry;
    if (at + 2 < layout.palette.length) {
      rgb[to] = layout.palette[at + 2];
      rgb[to + 1] = layout.palette[at + 1];
      rgb[to + 2] = layout.palette[at];
    }
  }

  private void masked(int at, byte[] rgb, int to) {
    int pixel = 0;
    for (int i = layout.bits / 8 - 1; i >= 0; i--) {
      pixel = (pixel << 8) | (content[at + i] & 0xFF);
    }
    for (int c = 0; c < 3; c++) {
      int mask = layout.masks[c];
      if (mask != 0) {
        int shift = Integer.numberOfTrailingZeros(mask);
        long most = Integer.toUnsignedLong(mask) >>> shift;
        long value = Integer.toUnsignedLong(pixel & mask) >>> shift;
        rgb[to + c] = (byte) (value * 255 / most);
      }
    }
  }

  /** Indices by stored row; what the runs leave out is 0. */
  private byte[] unpacked() throws ImageException {
    byte[] indices = new byte[width() * height()];
    Cursor cursor = new Cursor(content, ByteOrder.LITTLE_ENDIAN).seek(layout.data);
    boolean nibbles = layout.compression == RLE4;
    int x = 0;
    int y = 0;
    while (y < height()) {
      int count = cursor.u8();
      int value = cursor.u8();
      if (count > 0) {
        for (int i = 0; i < count; i++, x++) {
          set(indices, x, y, nibbles ? (i % 2 == 0 ? value >> 4 : value & 15) : value);
        }
      } else if (value == 0) {
        x = 0;
        y++;
      } else if (value == 1) {
        break;
      } else if (value == 2) {
        x += cursor.u8();
        y += cursor.u8();
      } else {
        int packed = 0;
        for (int i = 0; i < value; i++, x++) {
          packed = nibbles && i % 2 == 1 ? packed << 4 : cursor.u8();
          set(indices, x, y, nibbles ? packed >> 4 & 15 : packed);
        }
        int bytes = nibbles ? (value + 1) / 2 : value;
        cursor.skip(Math.min(bytes % 2, cursor.remaining()));
      }
      if (y == height() - 1 && x >= width()) {
        break;
      }
    }
    return indices;
  }

  private void set(byte[] indices, int x, int y, int value) {
    if (x < width() && y < height()) {
      indices[y * width() + x] = (byte) value;
    }
  }
}
