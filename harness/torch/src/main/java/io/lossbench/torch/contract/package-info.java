/** What a loss promises, checked on small batches: anyone's loss, built in or a plugin's. */
@NullMarked
package io.lossbench.torch.contract;

import org.jspecify.annotations.NullMarked;
