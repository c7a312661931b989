/** Optimizers with PyTorch's semantics as fused operators, and learning-rate schedules. */
@NullMarked
package io.lossbench.torch.optim;

import org.jspecify.annotations.NullMarked;
