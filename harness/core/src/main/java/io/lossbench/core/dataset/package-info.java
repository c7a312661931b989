/**
 * Descriptors opened as datasets: annotation readers, splits, integrity, fingerprints, and the
 * generated scenes.
 */
@NullMarked
package io.lossbench.core.dataset;

import org.jspecify.annotations.NullMarked;
