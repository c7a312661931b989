package io.lossbench.torch.data;

import io.lossbench.core.image.Image;

/**
 * Pillow's bilinear resize with antialiasing, bit for bit: a triangle filter as wide as the
 * reduction, weights in 22-bit fixed point, a horizontal pass rounded to 8 bits, then a vertical
 * one. (Pillow 13 takes the vertical pass first where that is cheaper; the Pillow of the papers did
 * not.)
 */
final class BilinearResize {
  private static final int PRECISION_BITS = 32 - 8 - 2;

  private BilinearResize() {}

  /** Squishes an image to {@code width} x {@code height}. */
  static Image resize(Image image, int width, int height) {
    Image wide = image.width() == width ? image : horizontal(image, width);
    return wide.height() == height ? wide : vertical(wide, height);
  }

  /** Weights of the input pixels that make each output pixel. */
  private record Filter(int[] first, int[] count, int[][] weights) {
    static Filter of(int in, int out) {
      double scale = (double) in / out;
      double support = Math.max(scale, 1);
      int[] first = new int[out];
      int[] count = new int[out];
      int[][] weights = new int[out][];
      for (int i = 0; i < out; i++) {
        double centre = (i + 0.5) * scale;
        first[i] = Math.max(0, (int) (centre - support + 0.5));
        count[i] = Math.min(in, (int) (centre + support + 0.5)) - first[i];
        double[] exact = new double[count[i]];
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
          double distance = Math.abs((k + first[i] - centre + 0.5) * (1 / support));
          exact[k] = Math.max(0, 1 - distance);
          sum += exact[k];
        }
        weights[i] = new int[exact.length];
        for (int k = 0; k < exact.length; k++) {
          weights[i][k] = (int) (0.5 + exact[k] / sum * (1 << PRECISION_BITS));
        }
      }
      return new Filter(first, count, weights);
    }
  }

  private static Image horizontal(Image image, int width) {
    Filter filter = Filter.of(image.width(), width);
    byte[] in = image.rgb();
    byte[] out = new byte[3 * width * image.height()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        int[] weights = filter.weights()[x];
        int from = 3 * (y * image.width() + filter.first()[x]);
        int red = 1 << (PRECISION_BITS - 1);
        int green = red;
        int blue = red;
        for (int k = 0; k < weights.length; k++) {
          red += (in[from + 3 * k] & 0xFF) * weights[k];
          green += (in[from + 3 * k + 1] & 0xFF) * weights[k];
          blue += (in[from + 3 * k + 2] & 0xFF) * weights[k];
        }
        int to = 3 * (y * width + x);
        out[to] = clip(red);
        out[to + 1] = clip(green);
        out[to + 2] = clip(blue);
      }
    }
    return new Image(width, image.height(), out);
  }

  private static Image vertical(Image image, int height) {
    Filter filter = Filter.of(image.height(), height);
    int stride = 3 * image.width();
    byte[] in = image.rgb();
    byte[] out = new byte[stride * height];
    for (int y = 0; y < height; y++) {
      int[] weights = filter.weights()[y];
      int from = filter.first()[y] * stride;
      for (int x = 0; x < stride; x++) {
        int sum = 1 << (PRECISION_BITS - 1);
        for (int k = 0; k < weights.length; k++) {
          sum += (in[from + k * stride + x] & 0xFF) * weights[k];
        }
        out[y * stride + x] = clip(sum);
      }
    }
    return new Image(image.width(), height, out);
  }

  private static byte clip(int fixedPoint) {
    return (byte) Math.max(0, Math.min(255, fixedPoint >> PRECISION_BITS));
  }
}
