package io.lossbench.torch.optim;

import io.lossbench.core.plugin.Provider;

/** An optimizer that users bring. */
public interface OptimizerProvider extends Provider<Optimizer> {}
