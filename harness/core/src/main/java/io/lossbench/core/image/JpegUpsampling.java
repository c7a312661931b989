package io.lossbench.core.image;

import java.util.Arrays;

/**
 * The rows of a JPEG's component at the image's size. Halves are interpolated as in libjpeg-turbo's
 * {@code jdsample} ("fancy upsampling"), other ratios repeat samples. Not thread-safe.
 */
final class JpegUpsampling {
  private final JpegComponent component;
  private final int across;
  private final int down;
  private final int[] row;

  /** Two rows of the component, an even one and an odd one, and their numbers. */
  private final int[][] samples;

  private final int[] numbers = {-1, -1};
  private final int[] sums;
  private final int[] neighbours;
  private final int[] left;
  private final int[] right;

  private JpegUpsampling(JpegComponent component, int across, int down, int width) {
    this.component = component;
    this.across = across;
    this.down = down;
    int own = component.width();
    this.row = new int[Math.max(width, own * across)];
    this.samples = new int[2][own];
    this.sums = new int[own];
    this.neighbours = new int[own];
    this.left = new int[own];
    this.right = new int[own];
  }

  /** The rows of {@code width} samples, where the largest sampling factors are given. */
  static JpegUpsampling of(JpegComponent component, int horizontal, int vertical, int width)
      throws ImageException {
    if (horizontal % component.horizontal() != 0 || vertical % component.vertical() != 0) {
      throw new ImageException(
          "a JPEG with fractional sampling factors, which is not read; convert it to PNG");
    }
    return new JpegUpsampling(
        component, horizontal / component.horizontal(), vertical / component.vertical(), width);
  }

  /** The row that was computed last; longer than the image is wide. */
  int[] row() {
    return row;
  }

  void compute(int y) {
    int width = component.width();
    boolean smooth = width > 2;
    if (across == 1 && down != 2) {
      read(y / down, row);
    } else if (across == 1) {
      weigh(near(y), far(y), y % 2 == 0 ? 1 : 2, 2, row);
    } else if (across == 2 && down == 1 && smooth) {
      twice(near(y), 2, 1, 2);
    } else if (across == 2 && down == 2 && smooth) {
      weigh(near(y), far(y), 0, 0, sums);
      twice(sums, 4, 8, 7);
    } else {
      int[] near = near(y);
      for (int x = 0; x < width; x++) {
        Arrays.fill(row, x * across, (x + 1) * across, near[x]);
      }
    }
  }

  private int[] near(int y) {
    return samples(y / down);
  }

  /** The other neighbour of a row between two of the component's, which at an edge is the same. */
  private int[] far(int y) {
    int near = y / 2;
    return samples(Math.max(0, Math.min(component.height() - 1, y % 2 == 0 ? near - 1 : near + 1)));
  }

  private int[] samples(int number) {
    int[] known = samples[number & 1];
    if (numbers[number & 1] != number) {
      read(number, known);
      numbers[number & 1] = number;
    }
    return known;
  }

  private void read(int number, int[] into) {
    byte[] from = component.samples();
    int at = number * component.stride();
    for (int x = 0, width = component.width(); x < width; x++) {
      into[x] = from[at + x] & 0xFF;
    }
  }

  /** Three parts of {@code near} and one of {@code far}. */
  private static void weigh(int[] near, int[] far, int bias, int bits, int[] out) {
    for (int x = 0; x < near.length; x++) {
      out[x] = (3 * near[x] + far[x] + bias) >> bits;
    }
  }

  /** Two samples from each value: three parts of it and one of its neighbour. */
  private void twice(int[] values, int bits, int leftBias, int rightBias) {
    int last = values.length - 1;
    System.arraycopy(values, 0, neighbours, 1, last);
    neighbours[0] = values[0];
    weigh(values, neighbours, leftBias, bits, left);
    System.arraycopy(values, 1, neighbours, 0, last);
    neighbours[last] = values[last];
    weigh(values, neighbours, rightBias, bits, right);
    for (int x = 0; x < left.length; x++) {
      row[2 * x] = left[x];
      row[2 * x + 1] = right[x];
    }
  }
}
