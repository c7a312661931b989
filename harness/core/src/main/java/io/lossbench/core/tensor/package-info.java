/** Files of tensors in the safetensors format, with every length checked before it is used. */
@NullMarked
package io.lossbench.core.tensor;

import org.jspecify.annotations.NullMarked;
