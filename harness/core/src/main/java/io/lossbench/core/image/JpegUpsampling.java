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
  private final byte[] row;
  private final int[] sums;

  private JpegUpsampling(JpegComponent component, int across, int down, int width) {
    this.component = component;
    this.across = across;
    this.down = down;
    this.row = new byte[Math.max(width, component.width() * across)];
    this.sums = new int[component.width()];
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
  byte[] row() {
    return row;
  }

  void compute(int y) {
    byte[] samples = component.samples();
    int width = component.width();
    int near = y / down * component.stride();
    boolean smooth = width > 2;
    if (across == 2 && down == 1 && smooth) {
      for (int x = 0; x < width; x++) {
        sums[x] = samples[near + x] & 0xFF;
      }
      twice(2, 1, 2);
    } else if (across == 2 && down == 2 && smooth) {
      weigh(y);
      twice(4, 8, 7);
    } else if (across == 1 && down == 2) {
      weigh(y);
      int bias = y % 2 == 0 ? 1 : 2;
      for (int x = 0; x < width; x++) {
        row[x] = (byte) ((sums[x] + bias) >> 2);
      }
    } else if (across == 1) {
      System.arraycopy(samples, near, row, 0, width);
    } else {
      for (int x = 0; x < width; x++) {
        Arrays.fill(row, x * across, (x + 1) * across, samples[near + x]);
      }
    }
  }

  /** Three parts of the nearer row and one of the other neighbour, which at an edge is the same. */
  private void weigh(int y) {
    byte[] samples = component.samples();
    int near = y / 2;
    int far = Math.max(0, Math.min(component.height() - 1, y % 2 == 0 ? near - 1 : near + 1));
    int nearAt = near * component.stride();
    int farAt = far * component.stride();
    for (int x = 0; x < sums.length; x++) {
      sums[x] = 3 * (samples[nearAt + x] & 0xFF) + (samples[farAt + x] & 0xFF);
    }
  }

  /** Two samples from each sum: three parts of it and one of its neighbour. */
  private void twice(int bits, int leftBias, int rightBias) {
    int last = sums.length - 1;
    for (int x = 0; x <= last; x++) {
      int left = x == 0 ? sums[0] : sums[x - 1];
      int right = x == last ? sums[last] : sums[x + 1];
      row[2 * x] = (byte) ((3 * sums[x] + left + leftBias) >> bits);
      row[2 * x + 1] = (byte) ((3 * sums[x] + right + rightBias) >> bits);
    }
  }
}
