package io.lossbench.cli.command;

import io.lossbench.cli.launch.Miniatures;
import io.lossbench.cli.launch.SuiteData;
import io.lossbench.cli.launch.Weights;
import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * Where suites, descriptors, data, results and reports are; options shared by the commands that
 * need them.
 */
final class Workspace extends DataOptions {
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

  private final List<Path> miniatures = new ArrayList<>();

  /** The folder that the launcher stands in; without the launcher the current one. */
  static Path home() {
    return Path.of(System.getProperty("lossbench.home", "")).toAbsolutePath().normalize();
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

  @Override
  List<Path> dataRoots() {
    return roots(Stream.concat(miniatures.stream(), data.stream()).toList(), datasets);
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
      return Weights.ofMiniature(suite, weightsRoots());
    }
    return Weights.of(suite, weightsRoots());
  }
}
