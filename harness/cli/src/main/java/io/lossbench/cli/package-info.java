/**
 * The commands: they parse, wire the rooms together and print; results on stdout, progress and log
 * on stderr.
 */
@NullMarked
package io.lossbench.cli;

import org.jspecify.annotations.NullMarked;
