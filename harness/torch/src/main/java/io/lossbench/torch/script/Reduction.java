package io.lossbench.torch.script;

/** The number that a loss becomes: the sum over the known pairs of a batch, or their mean. */
public enum Reduction {
  SUM,
  MEAN
}
