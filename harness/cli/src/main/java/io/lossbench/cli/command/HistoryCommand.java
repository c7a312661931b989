package io.lossbench.cli.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands that follow metric and speed over commits. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = "Follows metric and speed of losses over commits.",
    subcommands = {HistoryAddCommand.class, HistoryShowCommand.class})
public final class HistoryCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec command = Objects.requireNonNull(spec);
    command.commandLine().usage(command.commandLine().getOut());
  }
}
