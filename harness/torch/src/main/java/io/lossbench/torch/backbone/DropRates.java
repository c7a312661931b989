package io.lossbench.torch.backbone;

import io.lossbench.core.suite.Settings;

/**
 * The probability at which an image goes without each residual block in training (stochastic
 * depth): 0 for the first block, rising in equal steps to that of the last one.
 *
 * @param blocks of the network
 */
record DropRates(double last, int blocks) {

  /** The rates of {@code drop-path}; without it no block is dropped. */
  static DropRates rising(Settings settings, int blocks) {
    return new DropRates(settings.has("drop-path") ? settings.number("drop-path") : 0, blocks);
  }

  /** The rate of a block, counted from 0. */
  double of(int block) {
    return last * block / Math.max(1, blocks - 1);
  }
}
