package io.lossbench.torch.script;

/**
 * The parts of a training step beside the network.
 *
 * @param optimizer statements that update the lists {@code ps} of a parameter group from {@code
 *     gs}, {@code ms}, {@code vs} and {@code ts}, with {@code lr}, {@code momentum} and {@code
 *     decayed} (whether the group decays)
 * @param average whether a moving average of the state is kept
 * @param tracking what is summed up beside the loss
 */
public record Recipe(
    LossScript loss,
    String optimizer,
    Average average,
    Normalization normalization,
    Tracking tracking,
    Batching batching) {

  /** A moving average of the state. */
  public enum Average {
    NONE,
    EXPONENTIAL
  }

  /** The weight of some rows of a batch in its loss. */
  public double share(int rows) {
    return loss.reduction() == Reduction.MEAN ? (double) rows / batching.batchSize() : 1;
  }
}
