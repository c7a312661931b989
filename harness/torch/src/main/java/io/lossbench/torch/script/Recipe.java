package io.lossbench.torch.script;

/**
 * The parts of a training step beside the network.
 *
 * @param update what becomes of the gradients
 * @param average whether a moving average of the state is kept
 * @param tracking what is summed up beside the loss
 */
public record Recipe(
    LossScript loss,
    Update update,
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
