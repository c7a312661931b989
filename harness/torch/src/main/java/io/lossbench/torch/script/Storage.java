package io.lossbench.torch.script;

/** A block of float32 values that tensors of an archive share. */
record Storage(float[] values) {}
