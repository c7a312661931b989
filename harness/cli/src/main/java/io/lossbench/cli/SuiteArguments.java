package io.lossbench.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The suite that a command works on. */
final class SuiteArguments {
  @Parameters(index = "0", paramLabel = "SUITE", description = "The suite's YAML file.")
  Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Replaces a setting, for example --set train.epochs=2; can be given more than once.")
  List<String> overrides = new ArrayList<>();
}
