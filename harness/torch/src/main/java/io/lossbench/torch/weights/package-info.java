/**
 * The weights of a network: how random ones start, and safetensors files, written and read under
 * the network's names.
 */
@NullMarked
package io.lossbench.torch.weights;

import org.jspecify.annotations.NullMarked;
