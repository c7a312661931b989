package io.lossbench.torch.script;

/**
 * What a training step needs beside the network, as TorchScript.
 *
 * @param lossBody statements that define {@code value} (0-d) and {@code gradient} (like {@code x})
 *     from logits {@code x} and targets {@code y}
 * @param lossState what {@code self.loss_state} holds before the first step; may be empty
 * @param lossIsMean whether the value is a mean over the batch, so that parts of a batch are
 *     weighted by their size; sums just add up
 * @param optimizerBody statements that update the lists {@code ps} of a parameter group from {@code
 *     gs}, {@code ms}, {@code vs} and {@code ts}, with {@code lr}, {@code momentum} and {@code
 *     decayed} (whether the group decays)
 * @param averages whether a moving average of the state is kept
 * @param normalization {@code none}, {@code imagenet} or {@code half}
 * @param softmax whether probabilities are a softmax over the classes instead of sigmoids
 * @param batchSize rows of every training batch
 * @param microBatch rows that go through the network at once
 */
public record Recipe(
    String lossBody,
    float[] lossState,
    boolean lossIsMean,
    String optimizerBody,
    boolean averages,
    String normalization,
    boolean softmax,
    int batchSize,
    int microBatch) {

  public Recipe {
    if (microBatch < 1 || microBatch > batchSize) {
      throw new IllegalArgumentException(
          "parts of " + microBatch + " rows of a batch of " + batchSize);
    }
  }

  /** The weight of some rows of a batch in its loss. */
  public double share(int rows) {
    return lossIsMean ? (double) rows / batchSize : 1;
  }
}
