package io.lossbench.torch.data;

import io.lossbench.core.dataset.Split;

/** The inputs of a split as they go into a batch. Thread-safe. */
public sealed interface InputStore permits ImageStore, VectorStore {
  Split split();

  /** What each of them takes of a batch at most. */
  InputShape largest();
}
