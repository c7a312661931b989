package io.lossbench.core.image;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The tags of a TIFF's first image that say what its samples mean. */
final class TiffTags {
  static final int PALETTE = 3;
  static final int SEPARATED = 5;

  private static final int YCC = 6;
  private static final int JPEG = 7;
  private static final int SHORT = 3;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int ORIENTATION = 274;
  private static final int COLOUR_MAP = 320;
  private static final int SAMPLE_FORMAT = 339;

  private final Map<Integer, int[]> values = new HashMap<>();

  TiffTags(byte[] content) throws ImageException {
    ByteOrder order = content[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    Cursor cursor = new Cursor(content, order).seek(4);
    cursor.seek(cursor.u32());
    int count = cursor.u16();
    for (int i = 0; i < count; i++) {
      int tag = cursor.u16();
      int type = cursor.u16();
      long length = cursor.u32();
      int at = cursor.position();
      if (type == SHORT && length > 0 && length <= 3 << 16) {
        if (length > 2) {
          cursor.seek(cursor.u32());
        }
        int[] shorts = new int[(int) length];
        for (int k = 0; k < shorts.length; k++) {
          shorts[k] = cursor.u16();
        }
        values.putIfAbsent(tag, shorts);
      }
      cursor.seek(at + 4L);
    }
  }

  private int first(int tag, int otherwise) {
    int[] found = values.get(tag);
    return found == null ? otherwise : found[0];
  }

  int photometric() {
    return first(PHOTOMETRIC, 1);
  }

  /**
   * Grey, RGB, palette or inks; or luminance and chroma, where it is JPEG that is compressed so.
   */
  boolean hasKnownColours() {
    int photometric = photometric();
    return photometric <= PALETTE
        || photometric == SEPARATED
        || (photometric == YCC && first(COMPRESSION, 1) == JPEG);
  }

  /** Which of the eight turns and mirrors brings it upright; 1 for none. */
  int orientation() {
    int orientation = first(ORIENTATION, 1);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }

  /** Reds, then greens, then blues, of 16 bits; empty without a palette. */
  int[] colourMap() {
    return values.getOrDefault(COLOUR_MAP, new int[0]);
  }

  /** Whether samples are neither signed nor fractions. */
  boolean unsigned() {
    int[] formats = values.getOrDefault(SAMPLE_FORMAT, new int[] {1});
    return Arrays.stream(formats).allMatch(format -> format == 1 || format == 4);
  }
}
