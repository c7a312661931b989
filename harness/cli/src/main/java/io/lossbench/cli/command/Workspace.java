package io.lossbench.cli.command;

import io.lossbench.cli.launch.CacheFolder;
import io.lossbench.cli.launch.Extensions;
import io.lossbench.cli.launch.Miniatures;
import io.lossbench.cli.launch.SuiteData;
import io.lossbench.cli.launch.Weights;
import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Where suites, descriptors, data, results and reports are; options shared by the commands that
 * need them.
 */
final class Workspace {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that holds the datasets' files; can be given more than once. Also:"
              + " LOSSBENCH_DATA.")
  List<Path> data = new ArrayList<>();

  @Option(
      names = "--datasets",
      paramLabel = "DIR",
      description = "Folder with the dataset descriptors; by default datasets/ of lossbench.")
  Path datasets = home().resolve("datasets");

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Folder for the ledgers; by default results/ of lossbench.")
  Path results = home().resolve("results");

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  private @Nullable Extensions extensions;
  private final List<Path> miniatures = new ArrayList<>();

  /** The folder that the launcher stands in; without the launcher the current one. */
  static Path home() {
    return Path.of(System.getProperty("lossbench.home", "")).toAbsolutePath().normalize();
  }

  /** Read when first asked for: picocli makes every command's workspace, and one is used. */
  Extensions extensions() {
    if (extensions == null) {
      Extensions found = Extensions.onClasspath();
      PrintWriter err = Objects.requireNonNull(command).commandLine().getErr();
      found
          .faults()
          .values()
          .forEach(faults -> faults.forEach(fault -> err.println("warning: " + fault)));
      extensions = found;
    }
    return extensions;
  }

  SuiteReader reader() {
    return new SuiteReader(extensions().definitions(), datasets);
  }

  /**
   * The descriptor of that name.
   *
   * @throws HarnessException if there is none, with those that there are
   */
  Settings descriptor(String name) {
    return reader()
        .descriptor(name)
        .orElseThrow(
            () ->
                new HarnessException(
                    "no dataset '"
                        + name
                        + "' in "
                        + datasets
                        + "; there are: "
                        + String.join(", ", reader().descriptorNames())));
  }

  /**
   * The ledger of a suite.
   *
   * @throws HarnessException if that is no suite's name, such as a path
   */
  Ledger ledger(String suite) {
    if (!Suite.isName(suite)) {
      throw new HarnessException(
          Diagnostic.quoted(suite)
              + " is not the name of a suite; results/ has a folder under each name");
    }
    return new Ledger(results.resolve(suite));
  }

  /** Folders to look for data in: the options, the variable, then the descriptors' own folder. */
  List<Path> dataRoots() {
    List<Path> roots = new ArrayList<>(miniatures);
    roots.addAll(data);
    String variable = System.getenv("LOSSBENCH_DATA");
    if (variable != null && !variable.isBlank()) {
      for (String folder : variable.split(File.pathSeparator)) {
        roots.add(Path.of(folder));
      }
    }
    roots.add(datasets);
    return roots.stream().map(root -> root.toAbsolutePath().normalize()).distinct().toList();
  }

  DatasetLoader loader() {
    return new DatasetLoader(extensions().formats(), dataRoots(), CacheFolder.find());
  }

  /** Writes miniatures of a suite's datasets and looks for data there first. */
  void useMiniatures(Suite suite) {
    miniatures.addAll(Miniatures.write(suite, extensions()));
  }

  /** A suite's data and weights, as far as they are there. */
  SuiteData data(Suite suite) {
    return SuiteData.find(suite, extensions(), loader(), weights(suite));
  }

  /** The weights that a suite's backbones start from; those of a miniature at random. */
  Weights weights(Suite suite) {
    if (!miniatures.isEmpty()) {
      return Weights.none();
    }
    List<Path> roots = new ArrayList<>(dataRoots());
    // What comes with lossbench is last, so that files of one's own are taken first.
    roots.add(home().resolve("suites/weights"));
    return Weights.of(suite, roots);
  }
}
