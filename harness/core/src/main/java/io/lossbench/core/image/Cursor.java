package io.lossbench.core.image;

import java.nio.ByteOrder;

/** A position in a file's bytes; reading past their end means a truncated file. Not thread-safe. */
final class Cursor {
  private final byte[] content;
  private final boolean bigEndian;
  private int at;

  Cursor(byte[] content, ByteOrder order) {
    this.content = content;
    this.bigEndian = order == ByteOrder.BIG_ENDIAN;
  }

  int position() {
    return at;
  }

  int remaining() {
    return content.length - at;
  }

  Cursor seek(long position) throws ImageException {
    if (position < 0 || position > content.length) {
      throw ImageException.truncated();
    }
    at = (int) position;
    return this;
  }

  Cursor skip(long bytes) throws ImageException {
    return seek(at + bytes);
  }

  int u8() throws ImageException {
    if (at >= content.length) {
      throw ImageException.truncated();
    }
    return content[at++] & 0xFF;
  }

  int u16() throws ImageException {
    int first = u8();
    int second = u8();
    return bigEndian ? first << 8 | second : second << 8 | first;
  }

  long u32() throws ImageException {
    long first = u16();
    long second = u16();
    return bigEndian ? first << 16 | second : second << 16 | first;
  }
}
