/**
 * What code, data, engine and hardware produced a number; split into what must be equal to compare,
 * and what varies.
 */
@NullMarked
package io.lossbench.core.provenance;

import org.jspecify.annotations.NullMarked;
