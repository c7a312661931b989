/**
 * The random generator that every random choice of lossbench draws from; handed over as an
 * argument, never static.
 */
@NullMarked
package io.lossbench.core.random;

import org.jspecify.annotations.NullMarked;
