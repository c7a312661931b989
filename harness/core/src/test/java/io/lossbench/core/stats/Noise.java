package io.lossbench.core.stats;

import io.lossbench.core.random.SplitMix64;

/** What chance adds to a measurement, as the simulation draws it: mean 0, deviation about 1. */
enum Noise {
  NORMAL("normal, equal spreads", 1, 1),
  HEAVY_TAILS("Student's t, 3 degrees of freedom", 1, 1) {
    @Override
    double draw(SplitMix64 random) {
      double squares = 0;
      for (int i = 0; i < 3; i++) {
        double part = random.nextGaussian();
        squares += part * part;
      }
      return random.nextGaussian() / Math.sqrt(squares);
    }
  },
  SKEWED("exponential", 1, 1) {
    @Override
    double draw(SplitMix64 random) {
      return -StrictMath.log(1 - random.nextDouble()) - 1;
    }
  },
  NOISY_BASELINE("baseline spreads twice as far", 2, 1),
  NOISIER_BASELINE("baseline spreads four times as far", 4, 1),
  NOISY_TREATMENT("one loss spreads twice as far", 1, 2),
  NOISIER_TREATMENT("one loss spreads four times as far", 1, 4);

  private final String words;
  private final double baseline;
  private final double last;

  Noise(String words, double baseline, double last) {
    this.words = words;
    this.baseline = baseline;
    this.last = last;
  }

  String words() {
    return words;
  }

  double draw(SplitMix64 random) {
    return random.nextGaussian();
  }

  /**
   * A table without any true difference: treatments x repetitions, the baseline first, and blocks
   * that shift all treatments alike.
   */
  double[][] table(int treatments, int repetitions, SplitMix64 random) {
    double[][] values = new double[treatments][repetitions];
    for (int r = 0; r < repetitions; r++) {
      double block = 2 * random.nextGaussian();
      for (int t = 0; t < treatments; t++) {
        double scale = t == 0 ? baseline : t == treatments - 1 ? last : 1;
        values[t][r] = block + scale * draw(random);
      }
    }
    return values;
  }
}
