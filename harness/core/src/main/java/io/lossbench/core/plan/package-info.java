/** A suite to its trials: axes, content-hashed trial ids, seeds by axis, shards. */
@NullMarked
package io.lossbench.core.plan;

import org.jspecify.annotations.NullMarked;
