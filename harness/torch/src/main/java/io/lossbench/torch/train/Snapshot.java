package io.lossbench.torch.train;

import java.util.function.UnaryOperator;

/**
 * All that training changes in a model.
 *
 * @param state the weights with the running statistics, row-major
 * @param ema their moving average
 * @param steps of each phase
 * @param lossState what the loss remembers
 */
record Snapshot(
    float[] state,
    float[] ema,
    float[] firstMoments,
    float[] secondMoments,
    float[] steps,
    float[] lossState) {
  Snapshot withLossState(float[] changed) {
    return new Snapshot(state, ema, firstMoments, secondMoments, steps, changed);
  }

  /** The same with the network's values in another order. */
  Snapshot reordered(UnaryOperator<float[]> order) {
    return new Snapshot(
        order.apply(state),
        order.apply(ema),
        order.apply(firstMoments),
        order.apply(secondMoments),
        steps,
        lossState);
  }
}
