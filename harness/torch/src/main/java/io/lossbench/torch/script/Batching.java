package io.lossbench.torch.script;

/**
 * The division of a batch into parts that go through the network one after the other.
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
