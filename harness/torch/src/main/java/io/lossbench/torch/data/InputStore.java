package io.lossbench.torch.data;

import io.lossbench.core.dataset.Split;

/** The inputs of a split as they go into a batch. Thread-safe. */
public interface InputStore {
  Split split();

  /** What each of them consists of. */
  InputShape shape();

  /** Writes the {@link InputShape#bytes} of an input. */
  void copy(int row, byte[] into);
}
