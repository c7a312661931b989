package io.lossbench.torch.data;

/**
 * The triangle filter of a resize along one side, as wide as the reduction: the input positions
 * that make each output position and their weights, as Pillow has them. Each has the same number of
 * weights, the rest of them 0, so that positions up to {@code taps - 1} beyond the input are named.
 *
 * @param first input position of each output position's first weight
 * @param taps weights of an output position
 * @param weights fixed point of {@link #PRECISION_BITS} fractional bits, none negative: output
 *     positions x taps
 */
record ResizeFilter(int[] first, int taps, int[] weights) {
  static final int PRECISION_BITS = 32 - 8 - 2;

  /** What rounds a weighted sum. */
  static final int HALF = 1 << (PRECISION_BITS - 1);

  static ResizeFilter of(int in, int out) {
    double scale = (double) in / out;
    double support = Math.max(scale, 1);
    int[] first = new int[out];
    int[] last = new int[out];
    int taps = 0;
    for (int i = 0; i < out; i++) {
      double centre = (i + 0.5) * scale;
      first[i] = Math.max(0, (int) (centre - support + 0.5));
      last[i] = Math.min(in, (int) (centre + support + 0.5));
      taps = Math.max(taps, last[i] - first[i]);
    }
    int[] weights = new int[out * taps];
    double[] exact = new double[taps];
    for (int i = 0; i < out; i++) {
      double centre = (i + 0.5) * scale;
      int count = last[i] - first[i];
      double sum = 0;
      for (int k = 0; k < count; k++) {
        double distance = Math.abs((k + first[i] - centre + 0.5) * (1 / support));
        exact[k] = Math.max(0, 1 - distance);
        sum += exact[k];
      }
      for (int k = 0; k < count; k++) {
        weights[i * taps + k] = (int) (0.5 + exact[k] / sum * (1 << PRECISION_BITS));
      }
    }
    return new ResizeFilter(first, taps, weights);
  }
}
