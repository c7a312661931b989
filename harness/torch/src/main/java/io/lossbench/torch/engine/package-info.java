/**
 * The DJL engine: finding and loading libtorch from a folder that can be trusted, calling the
 * methods of archives, what the engine says about itself, and leaving the process.
 */
@NullMarked
package io.lossbench.torch.engine;

import org.jspecify.annotations.NullMarked;
