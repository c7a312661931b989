/**
 * The way from the description of a network, a loss and an optimizer to a TorchScript archive,
 * without Python. It knows no DJL.
 *
 * <p>The program of an archive lies beside these classes as resources, which can be read as they
 * are: {@code network.py}, {@code loss.py} and {@code training.py}; {@link
 * io.lossbench.torch.script.ScriptTemplate} fills in what differs from trial to trial. Whole
 * programs are golden files of the tests, {@code scripts/*.py}.
 *
 * <p>One training step is one method of the archive: forward, loss in closed form, {@code
 * torch.autograd.grad}, the fused optimizer and the moving average. That leaves one call through
 * JNI per step, needs no gradient handles in Java, and gives gradients that are new in each step
 * instead of accumulated and cleared.
 */
@NullMarked
package io.lossbench.torch.script;

import org.jspecify.annotations.NullMarked;
