package io.lossbench.torch.data;

import io.lossbench.torch.target.Movement;
import java.util.Arrays;

/**
 * Pillow's affine transforms of square RGB images, in place, bit for bit: shears are bicubic,
 * translations and rotations take the nearest pixel; what comes from outside is grey (128). Each
 * tells where the points of the image went: a pixel is taken from where the inverse map sends it.
 */
final class AffineTransform {
  private static final byte GREY = (byte) 128;

  private AffineTransform() {}

  /** Row y moves to the left by {@code shear} times y. */
  static Movement shearX(byte[] rgb, int size, double shear) {
    byte[] from = grey(rgb);
    for (int y = 0; y < size; y++) {
      Line row = new Line(from, 3 * y * size, 3, size);
      for (int x = 0; x < size; x++) {
        double source = x + 0.5 + shear * (y + 0.5);
        if (source >= 0 && source < size) {
          row.bicubic(source - 0.5, rgb, 3 * (y * size + x));
        }
      }
    }
    return Movement.linear(1, -shear, 0, 1);
  }

  /** Column x moves up by {@code shear} times x. */
  static Movement shearY(byte[] rgb, int size, double shear) {
    byte[] from = grey(rgb);
    Line[] columns = new Line[size];
    Arrays.setAll(columns, x -> new Line(from, 3 * x, 3 * size, size));
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double source = shear * (x + 0.5) + (y + 0.5);
        if (source >= 0 && source < size) {
          columns[x].bicubic(source - 0.5, rgb, 3 * (y * size + x));
        }
      }
    }
    return Movement.linear(1, 0, -shear, 1);
  }

  static Movement translateX(byte[] rgb, int size, double pixels) {
    byte[] from = grey(rgb);
    int end;
    for (int start = 0; start < size; start = end) {
      // Neighbours come from neighbours, except where the sum is rounded.
      int source = (int) Math.floor(pixels + 0.5 + start);
      end = start + 1;
      while (end < size && (int) Math.floor(pixels + 0.5 + end) == source + end - start) {
        end++;
      }
      int first = Math.max(0, -source);
      int count = Math.min(end - start, size - source) - first;
      for (int y = 0; y < size && count > 0; y++) {
        int line = 3 * y * size;
        System.arraycopy(
            from, line + 3 * (source + first), rgb, line + 3 * (start + first), 3 * count);
      }
    }
    return Movement.by(-pixels / size, 0);
  }

  static Movement translateY(byte[] rgb, int size, double pixels) {
    byte[] from = grey(rgb);
    for (int y = 0; y < size; y++) {
      double source = pixels + 0.5 + y;
      if (source >= 0 && source < size) {
        System.arraycopy(from, 3 * (int) source * size, rgb, 3 * y * size, 3 * size);
      }
    }
    return Movement.by(0, -pixels / size);
  }

  /** Rotates counter-clockwise about the centre, in 16-bit fixed point. */
  static Movement rotate(byte[] rgb, int size, double degrees) {
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
          int at = 3 * (row * size + column);
          int to = 3 * (y * size + x);
          rgb[to] = from[at];
          rgb[to + 1] = from[at + 1];
          rgb[to + 2] = from[at + 2];
        }
        sourceX += a0;
        sourceY += a3;
      }
      rowX += a1;
      rowY += a4;
    }
    return Movement.rotation(degrees);
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

  /**
   * A row or a column of an image, the border's pixel repeated beyond it. A shear takes from one
   * line only: across it Pillow's bicubic gives back the value itself.
   *
   * @param start of its first pixel
   * @param step bytes from one pixel to the next
   */
  private record Line(byte[] rgb, int start, int step, int size) {
    /** Writes the pixel at {@code position} of the line to {@code at}. */
    void bicubic(double position, byte[] to, int at) {
      int middle = (int) Math.floor(position);
      double d = position - middle;
      int p1 = pixel(middle - 1);
      int p2 = pixel(middle);
      int p3 = pixel(middle + 1);
      int p4 = pixel(middle + 2);
      for (int channel = 0; channel < 3; channel++) {
        double value =
            cubic(
                rgb[p1 + channel] & 0xFF,
                rgb[p2 + channel] & 0xFF,
                rgb[p3 + channel] & 0xFF,
                rgb[p4 + channel] & 0xFF,
                d);
        to[at + channel] = (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
      }
    }

    private int pixel(int index) {
      return start + step * Math.max(0, Math.min(size - 1, index));
    }
  }

  /** Pillow's cubic with a = -1. */
  private static double cubic(double v1, double v2, double v3, double v4, double d) {
    double p2 = -v1 + v3;
    double p3 = 2 * (v1 - v2) + v3 - v4;
    double p4 = -v1 + v2 - v3 + v4;
    return v2 + d * (p2 + d * (p3 + d * p4));
  }
}
