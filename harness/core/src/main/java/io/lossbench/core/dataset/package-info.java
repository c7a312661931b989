/**
 * Descriptors opened as datasets: what a format is asked for, and splits, integrity, leaks and
 * fingerprints, which all formats share.
 */
@NullMarked
package io.lossbench.core.dataset;

import org.jspecify.annotations.NullMarked;
