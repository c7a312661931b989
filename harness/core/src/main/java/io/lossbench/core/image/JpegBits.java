package io.lossbench.core.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The entropy-coded bits of a scan. At a marker they go on as zeros, as libjpeg has it; at the end
 * of the file it was cut short. Not thread-safe.
 */
final class JpegBits {
  private static final int RST0 = 0xD0;
  private static final int SOF0 = 0xC0;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long LOWEST = 0x0101010101010101L;
  private static final long HIGHEST = 0x8080808080808080L;

  /** A symbol of up to 16 bits and its value of up to 15 are there when as many bits are. */
  private static final int ENOUGH = 32;

  private final byte[] content;
  private int at;

  /** The next {@code count} bits from the uppermost on, and zeros. */
  private long bits;

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

  /** Makes at least 56 bits available, or all that there are before a marker or the end. */
  private void fill() {
    if (at + 8 <= content.length) {
      long next = (long) EIGHT_BYTES.get(content, at);
      boolean plain = (~next - LOWEST & next & HIGHEST) == 0; // no byte is FF
      if (plain) {
        int bytes = (63 - count) >> 3;
        int filled = count + 8 * bytes;
        bits |= next >>> count & -1L << (64 - filled);
        count = filled;
        at += bytes;
        return;
      }
    }
    while (count <= 55 && !atMarker && at < content.length) {
      int next = content[at] & 0xFF;
      if (next == 0xFF) {
        int after = at + 1;
        while (after < content.length && content[after] == (byte) 0xFF) {
          after++;
        }
        if (after >= content.length) {
          return;
        }
        if (content[after] != 0) {
          atMarker = true;
          return;
        }
        at = after;
      }
      at++;
      bits |= (long) next << (56 - count);
      count += 8;
    }
  }

  int read(int length) throws ImageException {
    if (length == 0) {
      return 0;
    }
    if (count < length) {
      fill();
      if (count < length) {
        if (!atMarker) {
          throw ImageException.truncated();
        }
        exhausted = true;
        count = 63;
      }
    }
    int value = (int) (bits >>> (64 - length));
    bits <<= length;
    count -= length;
    return value;
  }

  /** A number of {@code length} bits, the smaller half of which stands for negative ones. */
  int signed(int length) throws ImageException {
    return HuffmanTable.signed(read(length), length);
  }

  /** The next symbol; 0 for a code that does not exist, as libjpeg has it. */
  int symbol(HuffmanTable table) throws ImageException {
    if (count < 16) {
      fill();
    }
    int entry = table.near[(int) (bits >>> (64 - HuffmanTable.LOOK_AHEAD))];
    if (entry != 0 && entry >> 8 <= count) {
      bits <<= entry >> 8;
      count -= entry >> 8;
      return entry & 0xFF;
    }
    int length = 1;
    int code = read(1);
    while (table.isLonger(code, length)) {
      code = code << 1 | read(1);
      length++;
    }
    return length > 16 ? 0 : table.symbol(code, length);
  }

  /**
   * Reads the coefficients of a sequential block behind its first one and dequantizes them.
   *
   * @param quantization in natural order
   * @param row of blocks, whose coefficients are 0
   */
  void coefficients(HuffmanTable table, int[] quantization, InverseDct row, int block)
      throws ImageException {
    int[] whole = table.whole;
    long next = bits;
    int left = count;
    int k = 1;
    while (k < 64) {
      if (left < ENOUGH) {
        bits = next;
        count = left;
        fill();
        next = bits;
        left = count;
      }
      int entry = whole[(int) (next >>> (64 - HuffmanTable.LOOK_AHEAD))];
      int value;
      if (entry != 0 && (entry & 63) <= left) {
        next <<= entry;
        left -= entry & 63;
        int zeros = entry >> 6 & 31;
        value = entry >> 16;
        k += zeros;
        if (value == 0) {
          if (zeros == 0) {
            break;
          }
          continue;
        }
      } else {
        bits = next;
        count = left;
        int symbol = symbol(table);
        value = signed(symbol & 15);
        next = bits;
        left = count;
        if (value == 0 && symbol >> 4 != 15) {
          break;
        }
        k += symbol >> 4;
      }
      int position = JpegScan.ZIGZAG[k++];
      row.set(block, position, value * quantization[position]);
    }
    bits = next;
    count = left;
  }

  /**
   * Goes on behind the restart marker of the number {@code expected}, or where libjpeg goes on if
   * another marker stands there.
   */
  void restart(int expected) throws ImageException {
    bits = 0;
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
