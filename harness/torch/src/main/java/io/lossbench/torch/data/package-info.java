/**
 * Images to batches: decode, resize, augment, prefetch; vectors to batches as they are. Every
 * random draw is keyed by epoch and image, so that the number of threads changes nothing. Plain
 * Java; sees no engine.
 */
@NullMarked
package io.lossbench.torch.data;

import org.jspecify.annotations.NullMarked;
