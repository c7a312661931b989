/**
 * What users can add: one registry for each extension point, which built-ins and the jars of users
 * go through alike.
 *
 * <p>An extension point has a group in {@code definitions.yaml}, an interface that extends {@link
 * io.lossbench.core.plugin.Provider}, and a {@link io.lossbench.core.plugin.Registry} with its
 * built-ins.
 */
@NullMarked
package io.lossbench.core.plugin;

import org.jspecify.annotations.NullMarked;
