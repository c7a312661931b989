package io.lossbench.torch.data;

import java.util.Arrays;

/**
 * Pillow's affine transforms of square RGB images, in place, bit for bit: shears are bicubic,
 * translations and rotations take the nearest pixel; what comes from outside is grey (128).
 */
final class AffineTransform {
  private static final byte GREY = (byte) 128;

  private AffineTransform() {}

  /** Row y moves by {@code shear} times y. */
  static void shearX(byte[] rgb, int size, double shear) {
    bicubic(rgb, size, 1, shear, 0, 1);
  }

  /** Column x moves by {@code shear} times x. */
  static void shearY(byte[] rgb, int size, double shear) {
    bicubic(rgb, size, 1, 0, shear, 1);
  }

  static void translateX(byte[] rgb, int size, double pixels) {
    byte[] from = grey(rgb);
    for (int x = 0; x < size; x++) {
      double source = pixels + 0.5 + x;
      if (source >= 0 && source < size) {
        for (int y = 0; y < size; y++) {
          System.arraycopy(from, 3 * (y * size + (int) source), rgb, 3 * (y * size + x), 3);
        }
      }
    }
  }

  static void translateY(byte[] rgb, int size, double pixels) {
    byte[] from = grey(rgb);
    for (int y = 0; y < size; y++) {
      double source = pixels + 0.5 + y;
      if (source >= 0 && source < size) {
        System.arraycopy(from, 3 * (int) source * size, rgb, 3 * y * size, 3 * size);
      }
    }
  }

  /** Counter-clockwise about the centre, in 16-bit fixed point. */
  static void rotate(byte[] rgb, int size, double degrees) {
    byte[] from = grey(rgb);
    double angle = -Math.toRadians(degrees);
    double cos = Math.rint(Math.cos(angle) * 1e15) / 1e15;
    double sin = Math.rint(Math.sin(angle) * 1e15) / 1e15;
    double centre = size / 2.0;
    double shiftX = cos * -centre + sin * -centre + centre;
    double shiftY = -sin * -centre + cos * -centre + centre;
    int a0 = fixed(cos);
    int a1 = fixed(sin);
    int a3 = fixed(-sin);
    int a4 = fixed(cos);
    int rowX = fixed(shiftX + cos * 0.5 + sin * 0.5);
    int rowY = fixed(shiftY - sin * 0.5 + cos * 0.5);
    for (int y = 0; y < size; y++) {
      int sourceX = rowX;
      int sourceY = rowY;
      for (int x = 0; x < size; x++) {
        int column = sourceX >> 16;
        int row = sourceY >> 16;
        if (column >= 0 && column < size && row >= 0 && row < size) {
          System.arraycopy(from, 3 * (row * size + column), rgb, 3 * (y * size + x), 3);
        }
        sourceX += a0;
        sourceY += a3;
      }
      rowX += a1;
      rowY += a4;
    }
  }

  private static int fixed(double value) {
    return (int) Math.floor(value * 65536 + 0.5);
  }

  /** A copy of the image, which itself becomes grey. */
  private static byte[] grey(byte[] rgb) {
    byte[] copy = rgb.clone();
    Arrays.fill(rgb, GREY);
    return copy;
  }

  private static void bicubic(byte[] rgb, int size, double xx, double xy, double yx, double yy) {
    byte[] from = grey(rgb);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double sourceX = xx * (x + 0.5) + xy * (y + 0.5);
        double sourceY = yx * (x + 0.5) + yy * (y + 0.5);
        if (sourceX >= 0 && sourceX < size && sourceY >= 0 && sourceY < size) {
          pixel(from, size, sourceX - 0.5, sourceY - 0.5, rgb, 3 * (y * size + x));
        }
      }
    }
  }

  private static void pixel(
      byte[] from, int size, double sourceX, double sourceY, byte[] to, int at) {
    int column = (int) Math.floor(sourceX);
    int row = (int) Math.floor(sourceY);
    double dx = sourceX - column;
    double dy = sourceY - row;
    double[] rows = new double[4];
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < 4; i++) {
        int y = row - 1 + i;
        // Below and above the image a row repeats the one before it.
        if (i > 0 && (y < 0 || y >= size)) {
          rows[i] = rows[i - 1];
          continue;
        }
        int line = Math.max(0, Math.min(size - 1, y)) * size;
        rows[i] =
            cubic(
                sample(from, size, line, column - 1, channel),
                sample(from, size, line, column, channel),
                sample(from, size, line, column + 1, channel),
                sample(from, size, line, column + 2, channel),
                dx);
      }
      double value = cubic(rows[0], rows[1], rows[2], rows[3], dy);
      to[at + channel] = (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
    }
  }

  private static double sample(byte[] from, int size, int line, int x, int channel) {
    return from[3 * (line + Math.max(0, Math.min(size - 1, x))) + channel] & 0xFF;
  }

  /** Pillow's cubic with a = -1. */
  private static double cubic(double v1, double v2, double v3, double v4, double d) {
    double p2 = -v1 + v3;
    double p3 = 2 * (v1 - v2) + v3 - v4;
    double p4 = -v1 + v2 - v3 + v4;
    return v2 + d * (p2 + d * (p3 + d * p4));
  }
}
