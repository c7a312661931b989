package io.lossbench.torch.script;

/** How a loss becomes one number: the sum over the known pairs of a batch, or their mean. */
public enum Reduction {
  SUM,
  MEAN
}
