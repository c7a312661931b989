package io.lossbench.torch.data;

import static io.lossbench.torch.data.ResizeFilter.HALF;
import static io.lossbench.torch.data.ResizeFilter.PRECISION_BITS;

import io.lossbench.core.image.Image;
import java.util.Arrays;

/**
 * Pillow's bilinear resize with antialiasing, bit for bit: a triangle filter, weights in 22-bit
 * fixed point, a horizontal pass rounded to 8 bits, then a vertical one. (Pillow 13 takes the
 * vertical pass first where that is cheaper; the Pillow of the papers did not.)
 *
 * <p>The horizontal pass takes four rows at once, two in the halves of a long: a weighted sum has
 * at most 31 bits, so none carries into the other. The vertical pass is a small loop over a row of
 * ints, which the compiler turns into vectors.
 */
final class BilinearResize {
  /** What rounds the sums in both halves of a long. */
  private static final long HALVES = HALF | (long) HALF << 32;

  private static final int UPPER = 32 + PRECISION_BITS;

  private final Image image;
  private final int samples;
  private final ResizeFilter across;
  private final ResizeFilter down;

  /** Two rows of the input: one in the lower halves, the next one in the upper halves. */
  private final long[] pair;

  /** The two rows behind them. */
  private final long[] next;

  /** The latest rows that the horizontal pass made, a row at its number modulo the length. */
  private final int[][] rows;

  private final int[] sums;
  private int made;

  private BilinearResize(Image image, int width, int height) {
    this.image = image;
    this.samples = 3 * width;
    this.across = ResizeFilter.of(image.width(), width);
    this.down = ResizeFilter.of(image.height(), height);
    this.pair = new long[3 * (image.width() + across.taps())];
    this.next = new long[pair.length];
    this.rows = new int[down.taps() + 3][samples];
    this.sums = new int[samples];
  }

  /** Squishes an image to {@code width} x {@code height}. */
  static Image resize(Image image, int width, int height) {
    return image.width() == width && image.height() == height
        ? image
        : new BilinearResize(image, width, height).resized(width, height);
  }

  private Image resized(int width, int height) {
    byte[] out = new byte[samples * height];
    int[] weights = down.weights();
    int taps = down.taps();
    for (int y = 0; y < height; y++) {
      int first = down.first()[y];
      while (made < Math.min(image.height(), first + taps)) {
        makeFourRows();
      }
      Arrays.fill(sums, HALF);
      for (int k = 0; k < taps; k++) {
        if (weights[y * taps + k] != 0) {
          add(row(first + k), weights[y * taps + k], sums);
        }
      }
      store(sums, out, y * samples);
    }
    return new Image(width, height, out);
  }

  private int[] row(int number) {
    return rows[number % rows.length];
  }

  /** The next rows of the horizontal pass; those beyond the last one repeat it and are not used. */
  private void makeFourRows() {
    join(made, made + 1, pair);
    join(made + 2, made + 3, next);
    int[][] four = {row(made), row(made + 1), row(made + 2), row(made + 3)};
    weigh(pair, next, across, four);
    for (int[] row : four) {
      clip(row);
    }
    made += 4;
  }

  private void join(int lower, int upper, long[] pair) {
    byte[] in = image.rgb();
    int stride = 3 * image.width();
    int last = image.height() - 1;
    int lowerAt = Math.min(lower, last) * stride;
    int upperAt = Math.min(upper, last) * stride;
    for (int i = 0; i < stride; i++) {
      pair[i] = (in[lowerAt + i] & 0xFF) | ((in[upperAt + i] & 0xFFL) << 32);
    }
  }

  /** The weighted sums of the two rows of {@code a} and the two of {@code b}. */
  private static void weigh(long[] a, long[] b, ResizeFilter filter, int[][] out) {
    int[] first = out[0];
    int[] second = out[1];
    int[] third = out[2];
    int[] fourth = out[3];
    int[] weights = filter.weights();
    int[] starts = filter.first();
    int taps = filter.taps();
    int from = 3 * starts[0];
    int left = taps;
    int to = 0;
    long redA = HALVES;
    long greenA = HALVES;
    long blueA = HALVES;
    long redB = HALVES;
    long greenB = HALVES;
    long blueB = HALVES;
    // One loop over all weights: an inner one of a few turns would cost more than its content.
    for (int i = 0; i < weights.length; i++) {
      long weight = weights[i];
      redA += a[from] * weight;
      greenA += a[from + 1] * weight;
      blueA += a[from + 2] * weight;
      redB += b[from] * weight;
      greenB += b[from + 1] * weight;
      blueB += b[from + 2] * weight;
      from += 3;
      left--;
      if (left == 0) {
        first[to] = (int) redA >> PRECISION_BITS;
        first[to + 1] = (int) greenA >> PRECISION_BITS;
        first[to + 2] = (int) blueA >> PRECISION_BITS;
        second[to] = (int) (redA >>> UPPER);
        second[to + 1] = (int) (greenA >>> UPPER);
        second[to + 2] = (int) (blueA >>> UPPER);
        third[to] = (int) redB >> PRECISION_BITS;
        third[to + 1] = (int) greenB >> PRECISION_BITS;
        third[to + 2] = (int) blueB >> PRECISION_BITS;
        fourth[to] = (int) (redB >>> UPPER);
        fourth[to + 1] = (int) (greenB >>> UPPER);
        fourth[to + 2] = (int) (blueB >>> UPPER);
        to += 3;
        from = to < first.length ? 3 * starts[to / 3] : 0;
        left = taps;
        redA = HALVES;
        greenA = HALVES;
        blueA = HALVES;
        redB = HALVES;
        greenB = HALVES;
        blueB = HALVES;
      }
    }
  }

  /** To 255, in operations that the compiler has vectors for. */
  private static void clip(int[] values) {
    for (int i = 0; i < values.length; i++) {
      int missing = 255 - values[i];
      values[i] = 255 - (missing & ~(missing >> 31));
    }
  }

  private static void add(int[] row, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  private static void store(int[] sums, byte[] out, int at) {
    for (int i = 0; i < sums.length; i++) {
      out[at + i] = (byte) Math.min(255, sums[i] >> PRECISION_BITS);
    }
  }
}
