package io.lossbench.torch.train;

import io.lossbench.torch.data.Batch;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.kernel.LossKernel;
import io.lossbench.torch.kernel.LossTotals;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.script.Reduction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * A loss that the JVM computes in memory that it shares with the engine. Not thread-safe.
 *
 * <p>The engine writes logits there, and reads the gradient.
 */
final class ProcessorLoss implements AutoCloseable {
  private final Loss loss;
  private final int rows;
  private final int classes;
  private final LossKernel kernel;
  private FloatBuffer logits = FloatBuffer.allocate(0);
  private FloatBuffer gradient = FloatBuffer.allocate(0);
  private float[] state;
  private LossTotals totals = LossTotals.NONE;

  /**
   * The computation of a loss that has a family, on the processor; empty for other losses and other
   * devices.
   *
   * @param rows of a call at most
   * @param images of all steps together
   */
  static Optional<ProcessorLoss> of(
      Loss loss, int rows, int classes, Device device, int threads, long images) {
    return device.isGpu() || loss.family(loss.initialState()).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ProcessorLoss(loss, rows, classes, new LossKernel(threads, images * classes)));
  }

  private ProcessorLoss(Loss loss, int rows, int classes, LossKernel kernel) {
    this.loss = loss;
    this.rows = rows;
    this.classes = classes;
    this.kernel = kernel;
    this.state = loss.initialState();
  }

  /** Floats that each shared memory must have. */
  int size() {
    return rows * classes;
  }

  /** Takes the memory in which logits and gradient are shared. */
  void share(ByteBuffer logitsMemory, ByteBuffer gradientMemory) {
    logits = logitsMemory.order(ByteOrder.nativeOrder()).asFloatBuffer();
    gradient = gradientMemory.order(ByteOrder.nativeOrder()).asFloatBuffer();
    if (!logits.isDirect() || logits.capacity() != size() || gradient.capacity() != size()) {
      throw new IllegalStateException(
          "the engine shares " + logitsMemory + " for " + size() + " logits");
    }
  }

  /**
   * Computes the gradient at the shared logits of some rows of a batch, and adds to the totals.
   *
   * @param share of these rows in the batch's loss
   */
  void gradient(Batch batch, int firstRow, int rows, double share) {
    int from = firstRow * classes;
    int length = rows * classes;
    double scale =
        loss.reduction() == Reduction.MEAN ? share / known(batch.targets(), from, length) : share;
    LossTotals found =
        kernel.run(
            loss.family(state).orElseThrow(),
            scale,
            logits.slice(0, length),
            batch.targets(),
            from,
            gradient.slice(0, length));
    totals = totals.plus(found);
    state = loss.stateAfter(state, found);
  }

  private static int known(float[] targets, int from, int length) {
    int known = 0;
    for (int i = from; i < from + length; i++) {
      known += targets[i] < 0 ? 0 : 1;
    }
    return Math.max(1, known);
  }

  LossTotals totals() {
    return totals;
  }

  void resetTotals() {
    totals = LossTotals.NONE;
  }

  float[] state() {
    return state.clone();
  }

  void restore(float[] saved) {
    state = saved.clone();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
