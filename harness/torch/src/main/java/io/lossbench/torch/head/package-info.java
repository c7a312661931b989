/**
 * What a task asks of a backbone: outputs on top of its features, what the loss is told, and
 * predictions made of the outputs. {@link io.lossbench.torch.head.Heads} has the head of each task,
 * and is the one place beside the targets where the engine's side knows tasks.
 */
@NullMarked
package io.lossbench.torch.head;

import org.jspecify.annotations.NullMarked;
