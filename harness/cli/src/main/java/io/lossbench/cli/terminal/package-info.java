/**
 * The program's side of the terminal: streams that nobody else steers, the progress of a run, paths
 * and durations as people type and read them, exit codes.
 */
@NullMarked
package io.lossbench.cli.terminal;

import org.jspecify.annotations.NullMarked;
