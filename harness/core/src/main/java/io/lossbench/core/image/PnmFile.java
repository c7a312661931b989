package io.lossbench.core.image;

import java.nio.ByteOrder;

/** A portable bitmap, greymap or pixmap (P1 to P6), its values scaled to 0..255. */
final class PnmFile extends ImageFile {
  private final byte[] content;
  private final char kind;
  private final int most;
  private final int data;

  private PnmFile(byte[] content, int width, int height, int most, int data) throws ImageException {
    super(width, height);
    this.content = content;
    this.kind = (char) content[1];
    this.most = most;
    this.data = data;
  }

  static PnmFile read(byte[] content) throws ImageException {
    Cursor cursor = new Cursor(content, ByteOrder.BIG_ENDIAN).seek(2);
    boolean bitmap = content[1] == '1' || content[1] == '4';
    int width = number(cursor);
    int height = number(cursor);
    int most = bitmap ? 1 : number(cursor);
    if (most < 1 || most > 65535) {
      throw ImageException.damaged("a PNM whose largest value is " + most);
    }
    return new PnmFile(content, width, height, most, cursor.position());
  }

  /** A number, and the one character after it. */
  private static int number(Cursor cursor) throws ImageException {
    int next = skipSpace(cursor);
    int value = 0;
    for (; next >= '0' && next <= '9' && value < 1 << 24; next = nextOrSpace(cursor)) {
      value = 10 * value + next - '0';
    }
    if (!isSpace(next) && next != '#') {
      throw ImageException.damaged("a PNM with '" + (char) next + "' where a number is expected");
    }
    return value;
  }

  private static int nextOrSpace(Cursor cursor) throws ImageException {
    return cursor.remaining() == 0 ? ' ' : cursor.u8();
  }

  private static boolean isSpace(int character) {
    return character == ' ' || (character >= 9 && character <= 13);
  }

  private static int skipSpace(Cursor cursor) throws ImageException {
    int next = cursor.u8();
    while (isSpace(next) || next == '#') {
      if (next == '#') {
        while (next != '\n' && next != '\r') {
          next = cursor.u8();
        }
      }
      next = cursor.u8();
    }
    return next;
  }

  private int channels() {
    return kind == '3' || kind == '6' ? 3 : 1;
  }

  private boolean plain() {
    return kind <= '3';
  }

  private long rowBytes() {
    return kind == '4' ? (width() + 7) / 8 : (long) width() * channels() * (most > 255 ? 2 : 1);
  }

  @Override
  public void requireWhole() throws ImageException {
    if (plain()) {
      rgb();
    } else {
      new Cursor(content, ByteOrder.BIG_ENDIAN).seek(data).skip(rowBytes() * height());
    }
  }

  @Override
  long memory() {
    return 3 * pixels();
  }

  @Override
  byte[] rgb() throws ImageException {
    byte[] rgb = new byte[3 * width() * height()];
    Cursor cursor = new Cursor(content, ByteOrder.BIG_ENDIAN).seek(data);
    int channels = channels();
    int bits = 0;
    for (int i = 0; i < width() * height(); i++) {
      for (int c = 0; c < channels; c++) {
        int value;
        if (kind == '4') {
          int column = i % width();
          bits = column % 8 == 0 ? cursor.u8() : bits;
          value = bits >> (7 - column % 8) & 1;
        } else if (kind == '1') {
          value = skipSpace(cursor) - '0';
        } else if (plain()) {
          value = number(cursor);
        } else {
          value = most > 255 ? cursor.u16() : cursor.u8();
        }
        if (plain() && (value < 0 || value > most)) {
          throw ImageException.damaged("a PNM with a value that is not in 0.." + most);
        }
        byte scaled = (byte) Math.min(255, Math.rint((double) value / most * 255));
        rgb[3 * i + c] = kind == '1' || kind == '4' ? (byte) (255 - (scaled & 0xFF)) : scaled;
      }
      for (int c = channels; c < 3; c++) {
        rgb[3 * i + c] = rgb[3 * i];
      }
    }
    return rgb;
  }
}
