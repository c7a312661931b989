/**
 * Losses in closed form at the logits: value and gradient together, as TorchScript, and the
 * element-wise ones for {@link io.lossbench.torch.kernel} too. Users add their own through {@link
 * io.lossbench.torch.loss.LossProvider}.
 */
@NullMarked
package io.lossbench.torch.loss;

import org.jspecify.annotations.NullMarked;
