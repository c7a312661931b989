package io.lossbench.cli;

import io.lossbench.core.suite.Suite;
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

  @Option(
      names = "--miniature",
      description =
          "On a handful of generated images in the data's official layout, small, short, from random weights: to see a suite work before its data is there. Its numbers mean nothing.")
  boolean miniature;

  /** The suite as the options change it; a miniature's data is written and found first. */
  Suite read(Workspace workspace) {
    Suite suite = workspace.reader().read(file, overrides);
    if (!miniature) {
      return suite;
    }
    workspace.useMiniatures(suite);
    List<String> all = new ArrayList<>(overrides);
    all.addAll(MiniatureSuite.overrides(suite));
    return workspace.reader().read(file, all);
  }

  /** The options that change the suite, as they were typed. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    overrides.forEach(override -> options.add("--set " + override));
    if (miniature) {
      options.add("--miniature");
    }
    return options;
  }
}
