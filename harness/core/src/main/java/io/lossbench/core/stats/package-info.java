/**
 * Paired tests, intervals, multiplicity, and the smallest difference that could have been detected.
 */
@NullMarked
package io.lossbench.core.stats;

import org.jspecify.annotations.NullMarked;
