package io.lossbench.torch.train;

import io.lossbench.core.random.SplitMix64;
import java.util.List;

/**
 * The residual branches that each image of a batch goes without in training (stochastic depth,
 * Huang et al., ECCV 2016), drawn for each step on its own, so that a training that is resumed
 * drops the same.
 *
 * @param rates the probability of each branch
 * @param seed of the trial's augmentation, of which this is a stream of its own
 */
record DroppedBranches(List<Double> rates, long seed) {
  /** Streams of augmentation start with an epoch, which is never negative. */
  private static final long STREAM = -1;

  DroppedBranches {
    rates = List.copyOf(rates);
  }

  boolean isNone() {
    return rates.isEmpty();
  }

  /**
   * The weights of the branches, branches x rows: 0 where an image goes without one, else 1 / (1 -
   * rate).
   *
   * @param step counted from 0
   * @param batchSize rows of the whole batch
   * @param from the first row that is asked for
   * @param rows how many are
   */
  float[] weights(long step, int batchSize, int from, int rows) {
    SplitMix64 generator = SplitMix64.stream(seed, STREAM, step);
    float[] weights = new float[rates.size() * rows];
    for (int branch = 0; branch < rates.size(); branch++) {
      double rate = rates.get(branch);
      for (int row = 0; row < batchSize; row++) {
        boolean dropped = generator.nextDouble() < rate;
        if (row >= from && row < from + rows) {
          weights[branch * rows + row - from] = dropped ? 0 : (float) (1 / (1 - rate));
        }
      }
    }
    return weights;
  }
}
