package io.lossbench.torch.script;

/**
 * Limits on the gradients of a batch, infinite where there is none: first each value is moved into
 * -value..value, as {@code torch.nn.utils.clip_grad_value_} does it, then all are scaled by min(1,
 * norm / (their Euclidean norm + 1e-6)), as {@code clip_grad_norm_} does.
 */
public record Clipping(double value, double norm) {
  /** Gradients stay as they are. */
  public static final Clipping NONE =
      new Clipping(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  public Clipping {
    if (!(value > 0 && norm > 0)) {
      throw new IllegalArgumentException("gradients clipped at " + value + " and norm " + norm);
    }
  }

  boolean limitsValues() {
    return value < Double.POSITIVE_INFINITY;
  }

  boolean limitsNorm() {
    return norm < Double.POSITIVE_INFINITY;
  }
}
