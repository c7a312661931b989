package io.lossbench.torch.loss;

import io.lossbench.core.plugin.Provider;

/** A loss that users bring. */
public interface LossProvider extends Provider<Loss> {}
