/** The ledger read as comparisons: losses against the baseline, paired by repetition. */
@NullMarked
package io.lossbench.core.analysis;

import org.jspecify.annotations.NullMarked;
