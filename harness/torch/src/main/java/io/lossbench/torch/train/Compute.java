package io.lossbench.torch.train;

import io.lossbench.core.provenance.Provenance;
import io.lossbench.torch.engine.Device;

/**
 * The device that a trial computes on.
 *
 * @param terms what its results must share with others to be compared
 */
record Compute(Device device, Provenance.Terms terms) {
  /** More than these, beside a processor that trains, take from the training. */
  private static final int MOST_LOADERS = 4;

  /** Beside a card the processors have little else to do; each thread holds a decoded image. */
  private static final int MOST_LOADERS_OF_CARD = 16;

  /** The number of threads that prepare batches for a device. */
  static int loaderThreads(Device device) {
    int others = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    return Math.min(others, device.isGpu() ? MOST_LOADERS_OF_CARD : MOST_LOADERS);
  }
}
