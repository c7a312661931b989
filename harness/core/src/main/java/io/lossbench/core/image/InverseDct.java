package io.lossbench.core.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The inverse discrete cosine transform of a row of blocks, in integers of 13 fractional bits: the
 * bits of libjpeg's {@code jidctint}, whose few multiplications are multiplied out, which is the
 * same modulo 2^32. Not thread-safe.
 *
 * <p>It goes over all blocks at once, so that each loop is one over whole arrays, small enough for
 * the compiler to turn into vectors: five times as fast as block by block.
 */
final class InverseDct {
  private static final int COLUMN_BITS = 11;
  private static final int ROW_BITS = 18;

  /** A coefficient of more bits than this overflows; only damaged files have such. */
  private static final int LARGE_BITS = 18;

  /** Of the eight inputs of the outputs k and 7 - k, which differ in the sign of odd inputs. */
  private static final int[][] FACTORS = {
    {8192, 11363, 10703, 9633, 8192, 6437, 4433, 2260},
    {8192, 9633, 4433, -2259, -8192, -11362, -10704, -6436},
    {8192, 6437, -4433, -11362, -8192, 2261, 10704, 9633},
    {8192, 2260, -10703, -6436, 8192, 9633, -4433, -11363}
  };

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int blocks;
  private final int[][] coefficients;
  private final int[][] sums;
  private final int[] even;
  private final int[] odd;

  InverseDct(int blocks) {
    this.blocks = blocks;
    this.coefficients = new int[8][8 * blocks];
    this.sums = new int[8][8 * blocks];
    this.even = new int[8 * blocks];
    this.odd = new int[8 * blocks];
  }

  /** Sets a block's coefficient at a natural position, dequantized. */
  void set(int block, int position, int coefficient) {
    coefficients[position >> 3][(position & 7) * blocks + block] = coefficient;
  }

  /** Writes 8 rows of samples of 0..255, 8 of each block, and sets the coefficients to 0. */
  void transform(byte[] samples, int to, int stride) {
    for (int k = 0; k < 4; k++) {
      weigh(coefficients, FACTORS[k], COLUMN_BITS);
      descale(even, odd, COLUMN_BITS, sums[k], sums[7 - k]);
    }
    if (hasLarge(coefficients[0])) {
      repairFlatColumns();
    }
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        System.arraycopy(sums[y], x * blocks, coefficients[x], y * blocks, blocks);
      }
    }
    for (int k = 0; k < 4; k++) {
      weigh(coefficients, FACTORS[k], ROW_BITS);
      descale(even, odd, ROW_BITS, sums[k], sums[7 - k]);
      toSamples(sums[k]);
      toSamples(sums[7 - k]);
    }
    pack(sums[0], sums[1], sums[2], sums[3], even);
    pack(sums[4], sums[5], sums[6], sums[7], odd);
    for (int y = 0; y < 8; y++) {
      int at = to + y * stride;
      for (int i = y * blocks, end = i + blocks; i < end; i++, at += 8) {
        EIGHT_BYTES.set(samples, at, (even[i] & 0xFFFFFFFFL) | ((long) odd[i] << 32));
      }
    }
    for (int[] row : coefficients) {
      Arrays.fill(row, 0);
    }
  }

  private void weigh(int[][] in, int[] by, int bits) {
    int half = 1 << (bits - 1);
    weigh(in[0], in[2], in[4], in[6], by[0], by[2], by[4], by[6], half, even);
    weigh(in[1], in[3], in[5], in[7], by[1], by[3], by[5], by[7], 0, odd);
  }

  private static void weigh(
      int[] a, int[] b, int[] c, int[] d, int ofA, int ofB, int ofC, int ofD, int more, int[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = a[i] * ofA + b[i] * ofB + c[i] * ofC + d[i] * ofD + more;
    }
  }

  private static void descale(int[] even, int[] odd, int bits, int[] sums, int[] differences) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (even[i] + odd[i]) >> bits;
      differences[i] = (even[i] - odd[i]) >> bits;
    }
  }

  private static void toSamples(int[] values) {
    for (int i = 0; i < values.length; i++) {
      // 255 - max(0, 127 - x) is min(255, x + 128): the compiler has vectors for this, not for min.
      int above = 127 - values[i];
      int sample = 255 - (above & ~(above >> 31));
      values[i] = sample & ~(sample >> 31);
    }
  }

  private static void pack(int[] a, int[] b, int[] c, int[] d, int[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = a[i] | b[i] << 8 | c[i] << 16 | d[i] << 24;
    }
  }

  private static boolean hasLarge(int[] values) {
    int bits = 0;
    for (int i = 0; i < values.length; i++) {
      bits |= values[i] ^ values[i] >> 31;
    }
    return bits >>> LARGE_BITS != 0;
  }

  /** Does for columns of one coefficient what libjpeg does, which matters where sums overflow. */
  private void repairFlatColumns() {
    for (int i = 0; i < 8 * blocks; i++) {
      int others = 0;
      for (int v = 1; v < 8; v++) {
        others |= coefficients[v][i];
      }
      for (int y = 0; y < 8 && others == 0; y++) {
        sums[y][i] = coefficients[0][i] << 2;
      }
    }
  }
}
