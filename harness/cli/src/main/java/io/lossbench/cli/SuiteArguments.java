package io.lossbench.cli;

import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
          "On a handful of generated images in the data's official layout, small, short, from"
              + " random weights: to see a suite work before its data is there. Its numbers mean"
              + " nothing.")
  boolean miniature;

  /** The suite as the options change it; a miniature's data is written and found first. */
  Suite read(Workspace workspace) {
    Suite suite = readable(workspace);
    if (!miniature) {
      return suite;
    }
    workspace.useMiniatures(suite);
    List<String> all = new ArrayList<>(overrides);
    all.addAll(MiniatureSuite.overrides(suite));
    return workspace.reader().read(file, all);
  }

  private Suite readable(Workspace workspace) {
    try {
      return workspace.reader().read(file, overrides);
    } catch (SuiteException e) {
      Map<String, List<String>> left = workspace.extensions().faults();
      if (left.values().stream().allMatch(List::isEmpty)) {
        throw e;
      }
      throw new SuiteException(
          e.diagnostics().stream().map(diagnostic -> withPlugins(diagnostic, left)).toList());
    }
  }

  /** A type that is not known may be one of a plugin that is left out. */
  private static Diagnostic withPlugins(Diagnostic d, Map<String, List<String>> left) {
    for (Map.Entry<String, List<String>> group : left.entrySet()) {
      if (d.message().matches("unknown type '.*' in " + group.getKey())
          && !group.getValue().isEmpty()) {
        return new Diagnostic(
            d.source(),
            d.line(),
            d.column(),
            d.message() + "; " + String.join("; ", group.getValue()),
            d.suggestion(),
            d.lineText());
      }
    }
    return d;
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
