/**
 * YAML to an immutable {@link io.lossbench.core.suite.Suite}, or all its faults at once.
 *
 * <p>The language is data: {@code definitions.yaml} names every key with its type, range, default
 * and meaning. {@link io.lossbench.core.suite.Definitions} reads it, {@link
 * io.lossbench.core.suite.DocumentReader} validates a document against it and fills in the
 * defaults, {@link io.lossbench.core.suite.JsonSchema} writes the same definitions for editors.
 * Positions come from the node graph of snakeyaml-engine, because Jackson loses them.
 */
@NullMarked
package io.lossbench.core.suite;

import org.jspecify.annotations.NullMarked;
