package io.lossbench.torch.script;

/**
 * How the rows of a batch go through the network.
 *
 * @param batchSize rows of every training batch
 * @param microBatch rows that go through the network at once
 */
public record Batching(int batchSize, int microBatch) {

  public Batching {
    if (microBatch < 1 || microBatch > batchSize) {
      throw new IllegalArgumentException(
          "parts of " + microBatch + " rows of a batch of " + batchSize);
    }
  }
}
