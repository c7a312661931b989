package io.lossbench.torch.data;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Pillow's ImageOps and ImageEnhance on RGB bytes, in place, bit for bit. */
final class PointOperations {
  private PointOperations() {}

  static void invert(byte[] rgb) {
    eachChannel(rgb, (channel, value) -> 255 - value);
  }

  /** Keeps the highest {@code bits} of each channel. */
  static void posterize(byte[] rgb, int bits) {
    int mask = 256 - (1 << (8 - bits));
    eachChannel(rgb, (channel, value) -> value & mask);
  }

  /** Inverts the values from {@code threshold} on. */
  static void solarize(byte[] rgb, double threshold) {
    eachChannel(rgb, (channel, value) -> value < threshold ? value : 255 - value);
  }

  /** Stretches each channel to 0..255. */
  static void autoContrast(byte[] rgb) {
    IntUnaryOperator[] maps = new IntUnaryOperator[3];
    for (int channel = 0; channel < 3; channel++) {
      int[] histogram = histogram(rgb, channel);
      int low = 0;
      int high = 255;
      while (low < 255 && histogram[low] == 0) {
        low++;
      }
      while (high > 0 && histogram[high] == 0) {
        high--;
      }
      double scale = high <= low ? 1 : 255.0 / (high - low);
      double offset = high <= low ? 0 : -low * scale;
      maps[channel] = value -> Math.max(0, Math.min(255, (int) (value * scale + offset)));
    }
    eachChannel(rgb, (channel, value) -> maps[channel].applyAsInt(value));
  }

  /** Makes the histogram of each channel flat. */
  static void equalize(byte[] rgb) {
    int[][] maps = new int[3][256];
    for (int channel = 0; channel < 3; channel++) {
      Arrays.setAll(maps[channel], i -> i);
      int[] histogram = histogram(rgb, channel);
      int last = 255;
      while (histogram[last] == 0) {
        last--;
      }
      int total = Arrays.stream(histogram).sum();
      int step = (total - histogram[last]) / 255;
      if (histogram[last] < total && step > 0) {
        int n = step / 2;
        for (int i = 0; i < 256; i++) {
          maps[channel][i] = Math.min(255, n / step);
          n += histogram[i];
        }
      }
    }
    eachChannel(rgb, (channel, value) -> maps[channel][value]);
  }

  /** Blends with grey: towards it below 1, away from it above 1. */
  static void color(byte[] rgb, double factor) {
    for (int at = 0; at < rgb.length; at += 3) {
      int grey = grey(rgb, at);
      for (int channel = 0; channel < 3; channel++) {
        rgb[at + channel] = blend(grey, rgb[at + channel] & 0xFF, (float) factor);
      }
    }
  }

  /** Blends with the mean grey, likewise. */
  static void contrast(byte[] rgb, double factor) {
    long sum = 0;
    for (int at = 0; at < rgb.length; at += 3) {
      sum += grey(rgb, at);
    }
    int pixels = rgb.length / 3;
    int mean = (int) ((double) sum / pixels + 0.5);
    eachChannel(rgb, (channel, value) -> blend(mean, value, (float) factor));
  }

  /** Blends with black, likewise. */
  static void brightness(byte[] rgb, double factor) {
    eachChannel(rgb, (channel, value) -> blend(0, value, (float) factor));
  }

  /**
   * Blends with the image smoothed by [1 1 1; 1 5 1; 1 1 1] / 13, likewise; borders stay as they
   * are.
   */
  static void sharpness(byte[] rgb, int size, double factor) {
    byte[] original = rgb.clone();
    int stride = 3 * size;
    float[] above = new float[stride];
    float[] here = new float[stride];
    float[] below = new float[stride];
    float[] centre = new float[stride];
    float[] sums = new float[stride];
    multiply(original, 0, 1f / 13, here);
    multiply(original, stride, 1f / 13, below);
    for (int y = 1; y < size - 1; y++) {
      float[] free = above;
      above = here;
      here = below;
      below = free;
      multiply(original, (y + 1) * stride, 1f / 13, below);
      multiply(original, y * stride, 5f / 13, centre);
      smooth(above, here, centre, below, sums);
      for (int i = 3; i < stride - 3; i++) {
        int at = y * stride + i;
        int smooth = Math.max(0, Math.min(255, (int) sums[i]));
        rgb[at] = blend(smooth, original[at] & 0xFF, (float) factor);
      }
    }
  }

  private static void multiply(byte[] values, int from, float weight, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = (values[from + i] & 0xFF) * weight;
    }
  }

  /** The smoothed image, summed in Pillow's order, since floats are rounded. */
  private static void smooth(
      float[] above, float[] here, float[] centre, float[] below, float[] sums) {
    for (int i = 3; i < sums.length - 3; i++) {
      sums[i] =
          0.5f
              + (below[i - 3] + below[i] + below[i + 3])
              + (here[i - 3] + centre[i] + here[i + 3])
              + (above[i - 3] + above[i] + above[i + 3]);
    }
  }

  private static int grey(byte[] rgb, int at) {
    int weighted =
        (rgb[at] & 0xFF) * 19595 + (rgb[at + 1] & 0xFF) * 38470 + (rgb[at + 2] & 0xFF) * 7471;
    return (weighted + 0x8000) >> 16;
  }

  private static byte blend(int from, int to, float factor) {
    float value = from + factor * (to - from);
    return (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
  }

  private static int[] histogram(byte[] rgb, int channel) {
    int[] histogram = new int[256];
    for (int at = channel; at < rgb.length; at += 3) {
      histogram[rgb[at] & 0xFF]++;
    }
    return histogram;
  }

  private interface ChannelMap {
    int of(int channel, int value);
  }

  private static void eachChannel(byte[] rgb, ChannelMap map) {
    byte[][] table = new byte[3][256];
    for (int channel = 0; channel < 3; channel++) {
      for (int value = 0; value < 256; value++) {
        table[channel][value] = (byte) map.of(channel, value);
      }
    }
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = table[0][rgb[i] & 0xFF];
      rgb[i + 1] = table[1][rgb[i + 1] & 0xFF];
      rgb[i + 2] = table[2][rgb[i + 2] & 0xFF];
    }
  }
}
