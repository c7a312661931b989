package io.lossbench.core.random;

/**
 * The SplitMix64 generator (Steele, Lea and Flood, OOPSLA 2014), with draws defined here and
 * nowhere else, so that the same seed gives the same numbers on every machine and JDK. Not
 * thread-safe.
 */
public final class SplitMix64 {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  public SplitMix64(long seed) {
    this.state = seed;
  }

  /**
   * The generator of one stream of a seed, such as (epoch, image): streams are independent of each
   * other.
   */
  public static SplitMix64 stream(long seed, long... stream) {
    long mixed = mix(seed + GAMMA);
    for (long part : stream) {
      mixed = mix(mixed ^ mix(part + GAMMA)) + GAMMA;
    }
    return new SplitMix64(mixed);
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /**
   * Uniform in [0, bound), without bias: the high half of a 64-bit product, redrawn in its short
   * last interval.
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound + " is not positive");
    }
    while (true) {
      long product = (nextLong() >>> 32) * bound;
      if ((product & 0xFFFFFFFFL) >= (1L << 32) % bound) {
        return (int) (product >>> 32);
      }
    }
  }

  /** Uniform in [low, high]. */
  public int between(int low, int high) {
    return low + nextInt(high - low + 1);
  }

  /** 1 or -1. */
  public int sign() {
    return nextInt(2) == 0 ? -1 : 1;
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Standard normal, by Box and Muller's transform in strict arithmetic. */
  public double nextGaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * nextDouble());
  }

  /** Every permutation of {@code values} is equally likely (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
