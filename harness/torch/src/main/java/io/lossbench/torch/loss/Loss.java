package io.lossbench.torch.loss;

import io.lossbench.torch.kernel.AsymmetricFamily;
import io.lossbench.torch.kernel.LossTotals;
import io.lossbench.torch.script.LossScript;
import io.lossbench.torch.script.Reduction;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A loss as TorchScript: statements that define {@code value} (0-d float32) and {@code gradient}
 * (dvalue/dlogits, N x C) from logits {@code x} (N x C, float32, detached) and targets {@code y} (N
 * x C, float32; 1 positive, 0 negative, -1 unknown). Gradient mode is off while they run. Unknown
 * targets contribute neither value nor gradient, unless the loss {@link #usesUnknown}.
 *
 * <p>On the processor a loss with a {@link #family} is computed by that instead.
 */
@FunctionalInterface
public interface Loss {

  /** The statements, one per line, not indented. */
  String body();

  /** The statements for batches without unknown targets, where fewer may do. */
  default String bodyForKnownTargets() {
    return body();
  }

  /**
   * What the loss remembers from step to step, as it starts: the tensor {@code self.loss_state}
   * (float32, 1-D), which the statements may read and write. Empty for a loss without a memory. It
   * is part of a checkpoint.
   */
  default float[] initialState() {
    return new float[0];
  }

  /**
   * This loss for a trial whose training labels are counted, where it depends on them. Asked once,
   * before the training.
   *
   * @param counts counts them when it is asked, which takes a pass over all labels
   */
  default Loss trainedOn(Supplier<ClassCounts> counts) {
    return this;
  }

  /**
   * The state as an epoch of the training begins, where a loss depends on it. Epochs are counted
   * from 0.
   *
   * @param state as the epoch before left it
   */
  default float[] stateAtEpoch(float[] state, int epoch) {
    return state;
  }

  /**
   * Whether the gradient is the derivative of the value. It is not where a part of the value, such
   * as a focusing weight, is a constant for the gradient.
   */
  default boolean followsValue() {
    return true;
  }

  /**
   * Whether the images of a batch depend on each other, so that the loss of a batch is not that of
   * its parts put together, and micro-batches change it.
   */
  default boolean couplesImages() {
    return false;
  }

  /** Whether unknown targets count, which is for losses that say what they take them for. */
  default boolean usesUnknown() {
    return false;
  }

  /** Whether the value is a sum over the batch, or a mean, whose parts are weighted. */
  default Reduction reduction() {
    return Reduction.SUM;
  }

  /** The loss as an archive takes it, for batches with unknown targets. */
  default LossScript script() {
    return new LossScript(body(), initialState(), reduction());
  }

  /** The same for batches without unknown targets. */
  default LossScript scriptForKnownTargets() {
    return new LossScript(bodyForKnownTargets(), initialState(), reduction());
  }

  /**
   * The loss as the processor computes it in one pass, in the given state; empty for a loss that
   * has only its statements. Both must be the same function.
   */
  default Optional<AsymmetricFamily> family(float[] state) {
    return Optional.empty();
  }

  /** The state after a batch, of a loss with a {@link #family}. */
  default float[] stateAfter(float[] state, LossTotals batch) {
    return state;
  }

  /** The values that a curve by epoch is kept of, by name: what the loss adapts, from its state. */
  default Map<String, Double> tracked(float[] state) {
    return Map.of();
  }
}
