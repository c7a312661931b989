/**
 * A description of a network, a loss or an optimizer to a TorchScript archive, written without
 * Python. Knows no DJL.
 *
 * <p>On a graphics card one training step is one method of the archive: forward, loss in closed
 * form, {@code torch.autograd.grad}, the fused optimizer and the moving average. That leaves one
 * call through JNI a step, needs no gradient handles in Java, and gives gradients that are never
 * accumulated and so never cleared. On the processor the step is divided, because the loss in its
 * middle is {@code torch.kernel}'s.
 */
@NullMarked
package io.lossbench.torch.script;

import org.jspecify.annotations.NullMarked;
