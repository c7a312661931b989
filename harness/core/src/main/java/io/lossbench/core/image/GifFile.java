package io.lossbench.core.image;

import java.nio.ByteOrder;
import java.util.Arrays;

/** The first frame of a GIF. What it leaves free has the transparent colour, or index 0. */
final class GifFile extends ImageFile {
  private static final int MAX_CODES = 4096;

  private final byte[] content;
  private final Frame frame;

  /**
   * The first frame's place, colours and compressed indices.
   *
   * @param palette RGB bytes; empty for shades of grey
   * @param data position of its compressed indices
   */
  private record Frame(
      int left,
      int top,
      int width,
      int height,
      byte[] palette,
      int background,
      boolean interlaced,
      int data) {}

  private GifFile(byte[] content, int width, int height, Frame frame) throws ImageException {
    super(width, height);
    this.content = content;
    this.frame = frame;
  }

  static GifFile read(byte[] content) throws ImageException {
    Cursor cursor = new Cursor(content, ByteOrder.LITTLE_ENDIAN).seek(6);
    int width = cursor.u16();
    int height = cursor.u16();
    int flags = cursor.u8();
    cursor.skip(2);
    byte[] palette = palette(content, cursor, flags);
    int background = 0;
    while (true) {
      int block = cursor.u8();
      if (block == ';') {
        throw ImageException.damaged("a GIF without a frame");
      }
      if (block == '!') {
        int label = cursor.u8();
        int at = cursor.position();
        // A graphic control block of four bytes, whose last is the transparent index.
        if (label == 249 && cursor.u8() >= 4 && (cursor.u8() & 1) == 1) {
          background = cursor.skip(2).u8();
        }
        skipBlocks(cursor.seek(at));
      } else if (block == ',') {
        int left = cursor.u16();
        int top = cursor.u16();
        int frameWidth = cursor.u16();
        int frameHeight = cursor.u16();
        int frameFlags = cursor.u8();
        byte[] own = palette(content, cursor, frameFlags);
        Frame frame =
            new Frame(
                left,
                top,
                frameWidth,
                frameHeight,
                (frameFlags & 0x80) != 0 ? own : palette,
                background,
                (frameFlags & 0x40) != 0,
                cursor.position());
        return new GifFile(
            content,
            Math.max(width, left + frameWidth),
            Math.max(height, top + frameHeight),
            frame);
      }
    }
  }

  private static byte[] palette(byte[] content, Cursor cursor, int flags) throws ImageException {
    if ((flags & 0x80) == 0) {
      return new byte[0];
    }
    int at = cursor.position();
    cursor.skip(3L << ((flags & 7) + 1));
    return Arrays.copyOfRange(content, at, cursor.position());
  }

  private static void skipBlocks(Cursor cursor) throws ImageException {
    for (int length = cursor.u8(); length > 0; length = cursor.u8()) {
      cursor.skip(length);
    }
  }

  /** Walks the frame's blocks; what follows them may be missing. */
  @Override
  public void requireWhole() throws ImageException {
    skipBlocks(new Cursor(content, ByteOrder.LITTLE_ENDIAN).seek(frame.data + 1L));
  }

  @Override
  long memory() {
    return 3 * pixels() + (long) frame.width * frame.height + content.length;
  }

  @Override
  byte[] rgb() throws ImageException {
    byte[] indices = new byte[Math.multiplyExact(frame.width, frame.height)];
    inflate(indices);
    byte[] rgb = new byte[3 * width() * height()];
    for (int i = 0; i < width() * height() && frame.background > 0; i++) {
      colour(frame.background, rgb, 3 * i);
    }
    if (frame.background == 0) {
      byte[] first = new byte[3];
      colour(0, first, 0);
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = first[i % 3];
      }
    }
    int row = 0;
    for (int[] pass : frame.interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : ONE_PASS) {
      for (int y = pass[0]; y < frame.height; y += pass[1], row++) {
        int to = 3 * ((frame.top + y) * width() + frame.left);
        for (int x = 0; x < frame.width; x++) {
          colour(indices[row * frame.width + x] & 0xFF, rgb, to + 3 * x);
        }
      }
    }
    return rgb;
  }

  private static final int[][] ONE_PASS = {{0, 1}};

  private void colour(int index, byte[] rgb, int to) {
    if (frame.palette.length == 0) {
      Arrays.fill(rgb, to, to + 3, (byte) index);
    } else if (3 * index + 2 < frame.palette.length) {
      System.arraycopy(frame.palette, 3 * index, rgb, to, 3);
    } else {
      Arrays.fill(rgb, to, to + 3, (byte) 0);
    }
  }

  private void inflate(byte[] indices) throws ImageException {
    Cursor cursor = new Cursor(content, ByteOrder.LITTLE_ENDIAN).seek(frame.data);
    int minimum = cursor.u8();
    if (minimum < 1 || minimum > 11) {
      throw ImageException.damaged("a GIF with codes of " + minimum + " bits");
    }
    int clear = 1 << minimum;
    int[] prefix = new int[MAX_CODES];
    byte[] suffix = new byte[MAX_CODES];
    byte[] stack = new byte[MAX_CODES + 1];
    int next = clear + 2;
    int bits = minimum + 1;
    int last = -1;
    byte first = 0;
    int buffer = 0;
    int held = 0;
    int block = 0;
    int done = 0;
    while (done < indices.length) {
      while (held < bits) {
        if (block == 0) {
          block = cursor.u8();
          if (block == 0) {
            throw ImageException.truncated();
          }
        }
        buffer |= cursor.u8() << held;
        held += 8;
        block--;
      }
      int code = buffer & ((1 << bits) - 1);
      buffer >>>= bits;
      held -= bits;
      if (code == clear) {
        next = clear + 2;
        bits = minimum + 1;
        last = -1;
        continue;
      }
      if (code == clear + 1) {
        throw ImageException.truncated();
      }
      if (code > next || (last < 0 && code >= clear)) {
        throw ImageException.damaged("a GIF with an undefined code");
      }
      int depth = 0;
      int at = code;
      if (code == next) {
        stack[depth++] = first;
        at = last;
      }
      while (at >= clear) {
        stack[depth++] = suffix[at];
        at = prefix[at];
      }
      first = (byte) at;
      stack[depth++] = first;
      while (depth > 0 && done < indices.length) {
        indices[done++] = stack[--depth];
      }
      if (last >= 0 && next < MAX_CODES) {
        prefix[next] = last;
        suffix[next++] = first;
        if (next == 1 << bits && bits < 12) {
          bits++;
        }
      }
      last = code;
    }
  }
}
