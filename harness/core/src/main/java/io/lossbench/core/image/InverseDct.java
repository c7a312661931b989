package io.lossbench.core.image;

/**
 * The inverse discrete cosine transform of libjpeg's {@code jidctint}: Loeffler, Ligtenberg and
 * Moschytz's algorithm in integers of 13 fractional bits. Not thread-safe.
 */
final class InverseDct {
  private static final int CONST_BITS = 13;
  private static final int PASS1_BITS = 2;
  private static final int FIX_0_298631336 = 2446;
  private static final int FIX_0_390180644 = 3196;
  private static final int FIX_0_541196100 = 4433;
  private static final int FIX_0_765366865 = 6270;
  private static final int FIX_0_899976223 = 7373;
  private static final int FIX_1_175875602 = 9633;
  private static final int FIX_1_501321110 = 12299;
  private static final int FIX_1_847759065 = 15137;
  private static final int FIX_1_961570560 = 16069;
  private static final int FIX_2_053119869 = 16819;
  private static final int FIX_2_562915447 = 20995;
  private static final int FIX_3_072711026 = 25172;

  private final int[] columns = new int[64];

  /** Dequantizes and transforms a block; writes 8 x 8 samples of 0..255. */
  void transform(
      short[] coefficients, int from, int[] quantization, byte[] samples, int to, int stride) {
    int[] work = columns;
    for (int x = 0; x < 8; x++) {
      int at = from + x;
      int dc = coefficients[at] * quantization[x];
      if ((coefficients[at + 8]
              | coefficients[at + 16]
              | coefficients[at + 24]
              | coefficients[at + 32]
              | coefficients[at + 40]
              | coefficients[at + 48]
              | coefficients[at + 56])
          == 0) {
        for (int y = 0; y < 64; y += 8) {
          work[y + x] = dc << PASS1_BITS;
        }
        continue;
      }
      work[x] = dc;
      for (int y = 8; y < 64; y += 8) {
        work[y + x] = coefficients[at + y] * quantization[y + x];
      }
      pass(work, x, 8, CONST_BITS - PASS1_BITS);
    }
    for (int y = 0; y < 8; y++) {
      pass(work, 8 * y, 1, CONST_BITS + PASS1_BITS + 3);
      int row = to + y * stride;
      for (int x = 0; x < 8; x++) {
        samples[row + x] = (byte) Math.max(0, Math.min(255, work[8 * y + x] + 128));
      }
    }
  }

  /** Transforms eight values in place, {@code step} apart, and drops {@code bits} bits. */
  private static void pass(int[] work, int at, int step, int bits) {
    int z2 = work[at + 2 * step];
    int z3 = work[at + 6 * step];
    int z1 = (z2 + z3) * FIX_0_541196100;
    int tmp2 = z1 - z3 * FIX_1_847759065;
    int tmp3 = z1 + z2 * FIX_0_765366865;
    int tmp0 = (work[at] + work[at + 4 * step]) << CONST_BITS;
    int tmp1 = (work[at] - work[at + 4 * step]) << CONST_BITS;
    int round = 1 << (bits - 1);
    int even0 = tmp0 + tmp3 + round;
    int even3 = tmp0 - tmp3 + round;
    int even1 = tmp1 + tmp2 + round;
    int even2 = tmp1 - tmp2 + round;

    tmp0 = work[at + 7 * step];
    tmp1 = work[at + 5 * step];
    tmp2 = work[at + 3 * step];
    tmp3 = work[at + step];
    z3 = tmp0 + tmp2;
    int z4 = tmp1 + tmp3;
    int z5 = (z3 + z4) * FIX_1_175875602;
    z1 = (tmp0 + tmp3) * -FIX_0_899976223;
    z2 = (tmp1 + tmp2) * -FIX_2_562915447;
    z3 = z3 * -FIX_1_961570560 + z5;
    z4 = z4 * -FIX_0_390180644 + z5;
    tmp0 = tmp0 * FIX_0_298631336 + z1 + z3;
    tmp1 = tmp1 * FIX_2_053119869 + z2 + z4;
    tmp2 = tmp2 * FIX_3_072711026 + z2 + z3;
    tmp3 = tmp3 * FIX_1_501321110 + z1 + z4;

    work[at] = (even0 + tmp3) >> bits;
    work[at + 7 * step] = (even0 - tmp3) >> bits;
    work[at + step] = (even1 + tmp2) >> bits;
    work[at + 6 * step] = (even1 - tmp2) >> bits;
    work[at + 2 * step] = (even2 + tmp1) >> bits;
    work[at + 5 * step] = (even2 - tmp1) >> bits;
    work[at + 3 * step] = (even3 + tmp0) >> bits;
    work[at + 4 * step] = (even3 - tmp0) >> bits;
  }
}
