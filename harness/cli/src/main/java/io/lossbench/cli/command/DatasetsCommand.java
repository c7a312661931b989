package io.lossbench.cli.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands that look after the data that suites name. */
@Command(
    name = "datasets",
    mixinStandardHelpOptions = true,
    description = "Lists, verifies, describes in numbers and fetches datasets.",
    subcommands = {
      DatasetsListCommand.class,
      DatasetsVerifyCommand.class,
      DatasetsStatsCommand.class,
      DatasetsFetchCommand.class
    })
public final class DatasetsCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec command = Objects.requireNonNull(spec);
    command.commandLine().usage(command.commandLine().getOut());
  }
}
