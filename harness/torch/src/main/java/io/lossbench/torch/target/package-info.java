/**
 * The truth as tensors: what a loss is told of the images of a batch, moved as the images were. One
 * class for each kind of truth; nothing else in the engine's side looks into one.
 */
@NullMarked
package io.lossbench.torch.target;

import org.jspecify.annotations.NullMarked;
