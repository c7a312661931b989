package io.lossbench.torch.contract;

/** How many labels an image has in the batches that a loss is checked on. */
public enum LabelsPerRow {
  /** Any number, as in multi-label classification. */
  ANY,
  /** Exactly one, as in single-label classification. */
  ONE
}
