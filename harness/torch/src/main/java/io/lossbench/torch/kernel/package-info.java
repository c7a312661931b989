/**
 * Value and gradient of an element-wise loss in one pass over memory, on the processor. An engine's
 * operators pass memory once each, which costs more than the arithmetic; graphics cards keep to the
 * operators ({@link io.lossbench.torch.loss.Loss#body}), and tests hold both to the same values.
 *
 * <p>The same logits give the same bits, scalar or with vectors of any width, on any number of
 * threads: exponential and logarithm are written from additions, multiplications and divisions
 * alone, blocks are cut and summed in one order, and so are the lanes of a sum.
 */
@NullMarked
package io.lossbench.torch.kernel;

import org.jspecify.annotations.NullMarked;
