package io.lossbench.core.suite;

/** The arithmetic of convolutions and matrix products in training and evaluation. */
public enum Precision {
  FLOAT32,

  /** Products of 10-bit mantissas where a graphics card has them, else float32. */
  TF32,

  /** Bfloat16; weights, normalisation, loss and optimizer stay float32. */
  BF16
}
