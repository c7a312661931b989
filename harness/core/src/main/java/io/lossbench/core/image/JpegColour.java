package io.lossbench.core.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/** How a JPEG's components become red, green and blue: libjpeg's tables, Pillow's conversion. */
enum JpegColour {
  GREY,
  RGB,
  YCC,
  CMYK,
  YCCK;

  /** No Adobe segment says which transform was used. */
  static final int NO_ADOBE = -1;

  private static final int HALF = 1 << 15;
  private static final int CR_TO_RED = 91881;
  private static final int CB_TO_GREEN = -22554;
  private static final int CR_TO_GREEN = -46802;
  private static final int CB_TO_BLUE = 116130;

  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** What libjpeg takes the components for, by its markers and else by their identifiers. */
  static JpegColour of(List<Integer> ids, boolean jfif, int adobe) {
    if (ids.size() == 1) {
      return GREY;
    }
    if (ids.size() == 4) {
      return adobe == NO_ADOBE || adobe == 0 ? CMYK : YCCK;
    }
    if (jfif) {
      return YCC;
    }
    if (adobe != NO_ADOBE) {
      return adobe == 0 ? RGB : YCC;
    }
    return ids.equals(List.of((int) 'R', (int) 'G', (int) 'B')) ? RGB : YCC;
  }

  /**
   * Converts a row.
   *
   * @param scratch three arrays as long as the rows
   */
  void convert(List<JpegUpsampling> rows, int[][] scratch, byte[] rgb, int at, int width) {
    int[] first = rows.get(0).row();
    int[] second = rows.get(rows.size() > 1 ? 1 : 0).row();
    int[] third = rows.get(rows.size() > 1 ? 2 : 0).row();
    if (this == YCC || this == YCCK) {
      add(first, third, CR_TO_RED, scratch[0]);
      add(first, second, CB_TO_GREEN, third, CR_TO_GREEN, scratch[1]);
      add(first, second, CB_TO_BLUE, scratch[2]);
      pack(scratch[0], scratch[1], scratch[2], scratch[0]);
    } else {
      pack(first, second, third, scratch[0]);
    }
    write(scratch[0], rgb, at, width);
    if (this == CMYK || this == YCCK) {
      // Inks are stored inverted, as Adobe does and Pillow assumes of all; those of YCCK are
      // inverted red, green and blue.
      int[] black = rows.get(3).row();
      for (int i = 0; i < 3 * width; i++) {
        int stored = rgb[at + i] & 0xFF;
        int ink = this == CMYK ? 255 - stored : stored;
        rgb[at + i] = (byte) inked(ink, black[i / 3]);
      }
    }
  }

  // Small loops over whole arrays, which the compiler turns into vectors; 255 - max(0, 255 - x) is
  // min(255, x) in operations that it has vectors for.

  private static void add(int[] light, int[] chroma, int factor, int[] out) {
    int half = HALF - 128 * factor;
    for (int x = 0; x < out.length; x++) {
      int missing = 255 - (light[x] + ((chroma[x] * factor + half) >> 16));
      int value = 255 - (missing & ~(missing >> 31));
      out[x] = value & ~(value >> 31);
    }
  }

  private static void add(int[] light, int[] cb, int ofCb, int[] cr, int ofCr, int[] out) {
    int half = HALF - 128 * (ofCb + ofCr);
    for (int x = 0; x < out.length; x++) {
      int missing = 255 - (light[x] + ((cb[x] * ofCb + cr[x] * ofCr + half) >> 16));
      int value = 255 - (missing & ~(missing >> 31));
      out[x] = value & ~(value >> 31);
    }
  }

  private static void pack(int[] red, int[] green, int[] blue, int[] out) {
    for (int x = 0; x < out.length; x++) {
      out[x] = red[x] | green[x] << 8 | blue[x] << 16;
    }
  }

  /** Writes three bytes a pixel, all but the last as four of which the next pixel replaces one. */
  private static void write(int[] pixels, byte[] rgb, int at, int width) {
    int last = width - 1;
    for (int x = 0; x < last; x++) {
      FOUR_BYTES.set(rgb, at + 3 * x, pixels[x]);
    }
    for (int i = 0; i < 3; i++) {
      rgb[at + 3 * last + i] = (byte) (pixels[last] >> (8 * i));
    }
  }

  /** What an ink leaves of the light that black ink lets through. */
  static int inked(int ink, int light) {
    int product = ink * light + 128;
    return clip(light - (((product >> 8) + product) >> 8));
  }

  private static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
