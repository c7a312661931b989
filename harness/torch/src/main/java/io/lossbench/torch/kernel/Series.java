package io.lossbench.torch.kernel;

/** Constants of the series for exponential and logarithm in float32. */
final class Series {
  static final float LOG2_E = (float) (1 / Math.log(2));
  static final float LN2 = (float) Math.log(2);

  /** log 2 in two parts; multiples of the high one are exact. */
  static final float LN2_HIGH = 0x1.63p-1f;

  static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

  /** A number that, added to a small one, leaves the nearest whole number in the lowest bits. */
  static final float ROUNDING = 0x1.8p23f;

  /** The number below which e^x is no longer a normal one. */
  static final float SMALLEST = -87;

  static final int MANTISSA = 23;

  /** The bits of sqrt(1/2): mantissas are taken from there to sqrt(2). */
  static final int ROOT_HALF = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  /** 1/7! to 1/2!: the rest of the series is below 2^-27 for |r| up to log(2)/2. */
  static final float EXP_7 = 1 / 5040f;

  static final float EXP_6 = 1 / 720f;
  static final float EXP_5 = 1 / 120f;
  static final float EXP_4 = 1 / 24f;
  static final float EXP_3 = 1 / 6f;
  static final float EXP_2 = 1 / 2f;

  /** 2/13 to 2/3, all for s up to 1/3, those from 2/9 on for s up to 0.172. */
  static final float ARTANH_13 = 2 / 13f;

  static final float ARTANH_11 = 2 / 11f;
  static final float ARTANH_9 = 2 / 9f;
  static final float ARTANH_7 = 2 / 7f;
  static final float ARTANH_5 = 2 / 5f;
  static final float ARTANH_3 = 2 / 3f;

  private Series() {}
}
