/**
 * A description of a network, a loss or an optimizer to a TorchScript archive, written without
 * Python. Knows no DJL.
 *
 * <p>One training step is one method of the archive: forward, loss in closed form, {@code
 * torch.autograd.grad}, the fused optimizer and the moving average. That leaves one call through
 * JNI a step, needs no gradient handles in Java, and gives gradients that are never accumulated and
 * so never cleared. shared/DESIGN.md sketched three calls; {@code aten::grad} inside the archive
 * made one possible.
 */
@NullMarked
package io.lossbench.torch.script;

import org.jspecify.annotations.NullMarked;
