package io.lossbench.torch.script;

import java.util.Locale;

/**
 * The methods of a training archive that Java calls, in {@code training.py}, {@code input.py} and
 * {@code loss.py}. Each takes tensors and returns a list of tensors.
 */
public enum ScriptMethod {
  /** Makes moments and moving average, once after loading. */
  ALLOCATE,

  /** [1] if the flat state is the memory of the named parameters, else [0]. */
  SHARES_MEMORY,

  /**
   * One training step. Takes images (uint8, N x H x W x 3), targets (float32, N x C) and [learning
   * rate, momentum, share of the new weights in the moving average] (float32, on the processor).
   */
  STEP,

  /** Takes a number; parameters of that phase and of those before it are trained from here on. */
  ENTER_PHASE,

  /** Takes a whole number below 2^24, from which dropout draws until it is called again. */
  SEED,

  /**
   * Takes weights of residual branches (branches x rows; 0 for none) for the next batch or part of
   * one; only in networks that drop some.
   */
  KEEP,

  /** Takes a number of floats; returns the memory of so many logits and of their gradient. */
  SHARED,

  /** Takes images; returns logits that remember how they came about, and shares their values. */
  SHARE_LOGITS,

  /** Takes such logits; computes the parameters' gradients from the shared one. */
  SHARED_BACKWARD,

  /** The same for further rows of a batch, added to the gradients of the first. */
  SHARED_BACKWARD_MORE,

  /** Takes what {@link #STEP} takes third; the optimizer's step and the moving average's. */
  UPDATE,

  /** Drops gradients that were computed and not used. */
  FORGET,

  /** Takes images and targets; returns both where the network is. */
  UPLOAD,

  /** Takes images; returns logits in evaluation mode. */
  PREDICT,

  /**
   * Takes images; returns [1] for each parameter that the outputs depend on in training mode, [0]
   * for each other one. Only in archives that try a network.
   */
  REACHED,

  /** Takes images; returns logits in training mode, without what backward needs. */
  TRAIN_FORWARD,

  /** Takes images and targets; computes the gradients and forgets them. */
  PROBE,

  /** Takes logits and targets; returns value and gradient of the loss. */
  LOSS,

  /**
   * Float64 sums since {@link #RESET_TOTALS}: the loss; the probability of positives and their
   * number; the probability that negatives are none, and their number.
   */
  TOTALS_SO_FAR,

  /** Sets these sums to zero. */
  RESET_TOTALS,

  /** Exchanges the weights with their moving average. */
  SWAP,

  /**
   * [state, moving average, first moments, second moments, step count, loss state], the archive's
   * own tensors.
   */
  STATE,

  /** Takes the same six and copies them in. */
  RESTORE;

  /** Its name in the archive. */
  public String inArchive() {
    return name().toLowerCase(Locale.ROOT);
  }
}
