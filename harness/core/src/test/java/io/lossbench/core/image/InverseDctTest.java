package io.lossbench.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against libjpeg's {@code jidctint} as it is written there, block by block. */
class InverseDctTest {
  private static final int BLOCKS = 37;

  /** Up to coefficients that only damaged files have and that overflow. */
  @ParameterizedTest
  @ValueSource(ints = {1, 40, 1_000, 30_000, 3_000_000})
  void samplesAreThoseOfLibjpeg(int largest) {
    Random random = new Random(largest);
    InverseDct row = new InverseDct(BLOCKS);
    for (int round = 0; round < 20; round++) {
      int stride = 8 * BLOCKS + 5;
      byte[] samples = new byte[8 * stride];
      byte[] expected = new byte[8 * stride];
      for (int block = 0; block < BLOCKS; block++) {
        int[] coefficients = new int[64];
        for (int left = random.nextInt(64); left >= 0; left--) {
          int position = random.nextInt(1 + random.nextInt(64));
          coefficients[position] = random.nextInt(2 * largest + 1) - largest;
        }
        for (int i = 0; i < 64; i++) {
          row.set(block, i, coefficients[i]);
        }
        transform(coefficients, expected, 3 + 8 * block, stride);
      }
      row.transform(samples, 3, stride);
      assertThat(samples).isEqualTo(expected);
    }
  }

  private static void transform(int[] block, byte[] samples, int to, int stride) {
    for (int x = 0; x < 8; x++) {
      int others = 0;
      for (int y = 8; y < 64; y += 8) {
        others |= block[y + x];
      }
      if (others == 0) {
        for (int y = 56; y >= 0; y -= 8) {
          block[y + x] = block[x] << 2;
        }
      } else {
        pass(block, x, 8, 11);
      }
    }
    for (int y = 0; y < 8; y++) {
      pass(block, 8 * y, 1, 18);
      for (int x = 0; x < 8; x++) {
        samples[to + y * stride + x] = (byte) Math.max(0, Math.min(255, block[8 * y + x] + 128));
      }
    }
  }

  private static void pass(int[] work, int at, int step, int bits) {
    int z2 = work[at + 2 * step];
    int z3 = work[at + 6 * step];
    int z1 = (z2 + z3) * 4433;
    int tmp2 = z1 - z3 * 15137;
    int tmp3 = z1 + z2 * 6270;
    int tmp0 = (work[at] + work[at + 4 * step]) << 13;
    int tmp1 = (work[at] - work[at + 4 * step]) << 13;
    int[] even = {tmp0 + tmp3, tmp1 + tmp2, tmp1 - tmp2, tmp0 - tmp3};

    tmp0 = work[at + 7 * step];
    tmp1 = work[at + 5 * step];
    tmp2 = work[at + 3 * step];
    tmp3 = work[at + step];
    z3 = tmp0 + tmp2;
    int z4 = tmp1 + tmp3;
    int z5 = (z3 + z4) * 9633;
    z1 = (tmp0 + tmp3) * -7373;
    z2 = (tmp1 + tmp2) * -20995;
    z3 = z3 * -16069 + z5;
    z4 = z4 * -3196 + z5;
    int[] odd = {
      tmp3 * 12299 + z1 + z4, tmp2 * 25172 + z2 + z3, tmp1 * 16819 + z2 + z4, tmp0 * 2446 + z1 + z3
    };
    int half = 1 << (bits - 1);
    for (int k = 0; k < 4; k++) {
      work[at + k * step] = (even[k] + odd[k] + half) >> bits;
      work[at + (7 - k) * step] = (even[k] - odd[k] + half) >> bits;
    }
  }
}
