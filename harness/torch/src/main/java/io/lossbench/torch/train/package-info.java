/**
 * One trial from its job to its outcome. {@link io.lossbench.torch.train.Trainer} reads like the
 * algorithm.
 */
@NullMarked
package io.lossbench.torch.train;

import org.jspecify.annotations.NullMarked;
