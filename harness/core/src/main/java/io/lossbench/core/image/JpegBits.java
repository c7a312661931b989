package io.lossbench.core.image;

/**
 * The entropy-coded bits of a scan. At a marker they go on as zeros, as libjpeg has it; at the end
 * of the file it was cut short. Not thread-safe.
 */
final class JpegBits {
  private static final int RST0 = 0xD0;
  private static final int SOF0 = 0xC0;

  private final byte[] content;
  private int at;
  private int bits;
  private int count;
  private boolean atMarker;
  private boolean exhausted;

  JpegBits(byte[] content, int at) {
    this.content = content;
    this.at = at;
  }

  /** Where the bytes go on that were not read as bits. */
  int position() {
    return atMarker ? at : at - count / 8;
  }

  /** Whether more bits were asked for than there were before a marker. */
  boolean exhausted() {
    return exhausted;
  }

  /** Makes at least {@code wanted} bits, up to 25, available. */
  private void fill(int wanted) throws ImageException {
    while (count <= 24 && !atMarker) {
      if (at >= content.length) {
        break;
      }
      int next = content[at] & 0xFF;
      if (next == 0xFF) {
        int after = at + 1;
        while (after < content.length && content[after] == (byte) 0xFF) {
          after++;
        }
        if (after >= content.length) {
          break;
        }
        if (content[after] != 0) {
          atMarker = true;
          break;
        }
        at = after;
      }
      at++;
      bits = bits << 8 | next;
      count += 8;
    }
    if (count < wanted) {
      if (!atMarker) {
        throw ImageException.truncated();
      }
      exhausted = true;
      bits <<= 25 - count;
      count = 25;
    }
  }

  int read(int length) throws ImageException {
    if (length == 0) {
      return 0;
    }
    if (count < length) {
      fill(length);
    }
    count -= length;
    return bits >>> count & ((1 << length) - 1);
  }

  /** A number of {@code length} bits, the smaller half of which stands for negative ones. */
  int signed(int length) throws ImageException {
    int value = read(length);
    return length == 0 || value >= 1 << (length - 1) ? value : value + (-1 << length) + 1;
  }

  /** The next symbol; 0 for a code that does not exist, as libjpeg has it. */
  int symbol(HuffmanTable table) throws ImageException {
    if (count < 16) {
      fill(1);
    }
    if (count >= HuffmanTable.LOOK_AHEAD) {
      int entry = table.near[bits >>> (count - HuffmanTable.LOOK_AHEAD) & LOOK_AHEAD_MASK];
      if (entry != 0) {
        count -= entry >> 8;
        return entry & 0xFF;
      }
    }
    int length = 1;
    int code = read(1);
    while (table.isLonger(code, length)) {
      code = code << 1 | read(1);
      length++;
    }
    return length > 16 ? 0 : table.symbol(code, length);
  }

  private static final int LOOK_AHEAD_MASK = (1 << HuffmanTable.LOOK_AHEAD) - 1;

  /**
   * Goes on behind the restart marker of the number {@code expected}, or where libjpeg goes on if
   * another marker stands there.
   */
  void restart(int expected) throws ImageException {
    count = 0;
    while (true) {
      int marker = findMarker();
      if (marker == RST0 + expected) {
        break;
      }
      boolean before = marker == RST0 + (expected - 1 & 7) || marker == RST0 + (expected - 2 & 7);
      boolean soon = marker == RST0 + (expected + 1 & 7) || marker == RST0 + (expected + 2 & 7);
      boolean other = marker >= SOF0 && (marker < RST0 || marker > RST0 + 7);
      if (soon || other) {
        return;
      }
      boolean discard = marker < SOF0 || before;
      if (!discard) {
        break;
      }
      at += 2;
      atMarker = false;
    }
    at += 2;
    atMarker = false;
    exhausted = false;
  }

  /** Moves to the next marker and gives it. */
  private int findMarker() throws ImageException {
    while (at + 1 < content.length
        && (content[at] != (byte) 0xFF || content[at + 1] == 0 || content[at + 1] == (byte) 0xFF)) {
      at++;
    }
    if (at + 1 >= content.length) {
      throw ImageException.truncated();
    }
    atMarker = true;
    return content[at + 1] & 0xFF;
  }
}
