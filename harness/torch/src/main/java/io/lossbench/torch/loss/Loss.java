package io.lossbench.torch.loss;

/**
 * A loss as TorchScript: statements that define {@code value} (0-d float32) and {@code gradient}
 * (dvalue/dlogits, N x C) from logits {@code x} (N x C, float32, detached) and targets {@code y} (N
 * x C, float32; 1 positive, 0 negative, -1 unknown). Gradient mode is off while they run. Unknown
 * targets contribute neither value nor gradient.
 */
@FunctionalInterface
public interface Loss {

  /** The statements, one a line, not indented. */
  String body();
}
