/**
 * What every room of the core shares: the root of the exceptions that name a fault of the
 * environment.
 */
@NullMarked
package io.lossbench.core;

import org.jspecify.annotations.NullMarked;
