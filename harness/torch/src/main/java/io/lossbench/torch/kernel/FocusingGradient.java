package io.lossbench.torch.kernel;

/** Whether the gradient flows through the focusing weight of a loss, or takes it for a constant. */
public enum FocusingGradient {
  FULL,
  DETACHED
}
