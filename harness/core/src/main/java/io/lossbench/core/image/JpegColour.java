package io.lossbench.core.image;

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
  private static final int[] CR_TO_RED = new int[256];
  private static final int[] CB_TO_BLUE = new int[256];
  private static final int[] CR_TO_GREEN = new int[256];
  private static final int[] CB_TO_GREEN = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int x = i - 128;
      CR_TO_RED[i] = (91881 * x + HALF) >> 16;
      CB_TO_BLUE[i] = (116130 * x + HALF) >> 16;
      CR_TO_GREEN[i] = -46802 * x;
      CB_TO_GREEN[i] = -22554 * x + HALF;
    }
  }

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

  void convert(List<JpegUpsampling> rows, byte[] rgb, int at, int width) {
    byte[] first = rows.get(0).row();
    byte[] second = rows.get(rows.size() > 1 ? 1 : 0).row();
    byte[] third = rows.get(rows.size() > 1 ? 2 : 0).row();
    int to = at;
    if (this == YCC || this == YCCK) {
      for (int x = 0; x < width; x++, to += 3) {
        int light = first[x] & 0xFF;
        int cb = second[x] & 0xFF;
        int cr = third[x] & 0xFF;
        rgb[to] = (byte) clip(light + CR_TO_RED[cr]);
        rgb[to + 1] = (byte) clip(light + ((CB_TO_GREEN[cb] + CR_TO_GREEN[cr]) >> 16));
        rgb[to + 2] = (byte) clip(light + CB_TO_BLUE[cb]);
      }
    } else {
      for (int x = 0; x < width; x++, to += 3) {
        rgb[to] = first[x];
        rgb[to + 1] = second[x];
        rgb[to + 2] = third[x];
      }
    }
    if (this == CMYK || this == YCCK) {
      // Inks are stored inverted, as Adobe does and Pillow assumes of all; those of YCCK are
      // inverted red, green and blue.
      byte[] black = rows.get(3).row();
      for (int i = 0; i < 3 * width; i++) {
        int stored = rgb[at + i] & 0xFF;
        int ink = this == CMYK ? 255 - stored : stored;
        rgb[at + i] = (byte) inked(ink, black[i / 3] & 0xFF);
      }
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
