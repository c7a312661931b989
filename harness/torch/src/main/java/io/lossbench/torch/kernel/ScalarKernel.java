package io.lossbench.torch.kernel;

/**
 * The computation element by element: for batches that are over before the vectors' code is
 * compiled, for Java runtimes without vectors, and as the version to read of {@code VectorKernel},
 * which is the same operation for operation.
 */
final class ScalarKernel implements BlockKernel {

  @Override
  public void run(AsymmetricFamily family, float scale, BlockScratch block, int length) {
    float[] x = block.x;
    float[] y = block.y;
    float[][] sums = block.sums;
    boolean weighted = family.isWeighted();
    for (int i = 0; i < length; i++) {
      if (y[i] < 0) {
        block.gradient[i] = 0;
        continue;
      }
      boolean positive = y[i] > 0.5f;
      float classWeight = weighted ? block.weights[i] : 1;
      float e = exp(-Math.abs(x[i]));
      float large = 1 / (1 + e);
      float small = e * large;
      float p = x[i] >= 0 ? large : small;
      float q = x[i] >= 0 ? small : large;
      float slope;
      if (family.margin() > 0) {
        float t = Math.max(p - family.margin(), 0);
        float base = positive ? q : t;
        float u = positive ? p : 1 - t;
        float logu = log(Math.max(u, family.eps()));
        float w = weight(family, positive, base);
        sums[0][i % LANES] -= w * classWeight * logu;
        slope = base > 0 ? p * q * marginSlope(family, positive, base, u, logu, w) : 0;
      } else {
        // Both sides by z = -x or x and t = sigmoid(z): -log(1-t) = softplus(z).
        float t = positive ? q : p;
        float free = Math.max(positive ? -x[i] : x[i], 0) + log1p(e);
        float w = weight(family, positive, t);
        sums[0][i % LANES] += w * classWeight * Math.min(free, family.bound());
        slope = w * plainSlope(family, positive, t, positive ? p : q, free);
      }
      block.gradient[i] = (positive ? -slope : slope) * classWeight * scale;
      sums[positive ? 1 : 3][i % LANES] += positive ? p : q;
      sums[positive ? 2 : 4][i % LANES] += 1;
    }
  }

  /**
   * The slope by z, without the weight.
   *
   * @param rest 1-t
   */
  private static float plainSlope(
      AsymmetricFamily family, boolean positive, float t, float rest, float free) {
    float inside = free <= family.bound() ? t : 0;
    return family.follows()
        ? Math.fma(rest * gamma(family, positive), Math.min(free, family.bound()), inside)
        : inside;
  }

  /** The slope by u. Below the margin, where nothing flows, it may be infinite. */
  private static float marginSlope(
      AsymmetricFamily family, boolean positive, float base, float u, float logu, float w) {
    float slope = u > family.eps() ? w / u : 0;
    return family.follows() ? slope - gamma(family, positive) * w / base * logu : slope;
  }

  private static float gamma(AsymmetricFamily family, boolean positive) {
    return (positive ? family.positives() : family.negatives()).gamma();
  }

  private static float weight(AsymmetricFamily family, boolean positive, float base) {
    AsymmetricFamily.Side side = positive ? family.positives() : family.negatives();
    return power(base, side.gamma()) * side.weight();
  }

  private static float power(float b, float exponent) {
    int whole = AsymmetricFamily.whole(exponent);
    if (whole <= 0) {
      return whole == 0 ? 1 : b > 0 ? exp(exponent * log(b)) : 0;
    }
    float power = b;
    for (int bit = Integer.highestOneBit(whole) >> 1; bit > 0; bit >>= 1) {
      power *= power;
      if ((whole & bit) != 0) {
        power *= b;
      }
    }
    return power;
  }

  /** e^x for x of at most 0: 2^k times the series of e^r to its 7th term, |r| up to log(2)/2. */
  static float exp(float x) {
    float bounded = Math.max(x, Series.SMALLEST);
    float shifted = Math.fma(bounded, Series.LOG2_E, Series.ROUNDING);
    float k = shifted - Series.ROUNDING;
    float r = Math.fma(k, -Series.LN2_LOW, Math.fma(k, -Series.LN2_HIGH, bounded));
    float sum = Math.fma(Series.EXP_7, r, Series.EXP_6);
    sum = Math.fma(sum, r, Series.EXP_5);
    sum = Math.fma(sum, r, Series.EXP_4);
    sum = Math.fma(sum, r, Series.EXP_3);
    sum = Math.fma(sum, r, Series.EXP_2);
    sum = Math.fma(sum, r, 1);
    sum = Math.fma(sum, r, 1);
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(sum) + (Float.floatToRawIntBits(shifted) << Series.MANTISSA));
  }

  /** log(1+e) for e of 0 to 1, relative to its size: 2 artanh(e / (2+e)). */
  static float log1p(float e) {
    float s = e / (e + 2);
    float z = s * s;
    float sum = Math.fma(Series.ARTANH_13, z, Series.ARTANH_11);
    sum = Math.fma(sum, z, Series.ARTANH_9);
    return s * Math.fma(lastTerms(sum, z), z, 2);
  }

  /** log u for u of at least the smallest normal number. */
  static float log(float u) {
    int bits = Float.floatToRawIntBits(u);
    int k = (bits - Series.ROOT_HALF) >> Series.MANTISSA;
    float f = Float.intBitsToFloat(bits - (k << Series.MANTISSA)) - 1;
    float s = f / (f + 2);
    float z = s * s;
    return Math.fma(k, Series.LN2, s * Math.fma(lastTerms(Series.ARTANH_9, z), z, 2));
  }

  private static float lastTerms(float sum, float z) {
    return Math.fma(
        Math.fma(Math.fma(sum, z, Series.ARTANH_7), z, Series.ARTANH_5), z, Series.ARTANH_3);
  }
}
