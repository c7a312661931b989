/**
 * The commands: they parse, wire the rooms together and print; results on stdout, progress and log
 * on stderr. None of them names another, but a group its own; what they share are options, such as
 * {@link io.lossbench.cli.command.Workspace}, and the other rooms.
 */
@NullMarked
package io.lossbench.cli.command;

import org.jspecify.annotations.NullMarked;
