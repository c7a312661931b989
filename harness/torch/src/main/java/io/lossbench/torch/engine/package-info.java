/**
 * The DJL engine: loading archives, calling their methods, and what the engine says about itself.
 */
@NullMarked
package io.lossbench.torch.engine;

import org.jspecify.annotations.NullMarked;
