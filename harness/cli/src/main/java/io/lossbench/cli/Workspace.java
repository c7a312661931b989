package io.lossbench.cli;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.torch.loss.Losses;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;

/**
 * Where suites, descriptors, data, results and reports are; options shared by the commands that
 * need them.
 */
final class Workspace {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that holds the datasets' files; can be given more than once. Also: LOSSBENCH_DATA.")
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

  private final Losses losses = Losses.onClasspath();

  /** The folder that the launcher stands in; without the launcher the current one. */
  static Path home() {
    return Path.of(System.getProperty("lossbench.home", "")).toAbsolutePath().normalize();
  }

  Losses losses() {
    return losses;
  }

  SuiteReader reader() {
    return new SuiteReader(losses.definitions(), datasets);
  }

  Ledger ledger(String suite) {
    return new Ledger(results.resolve(suite));
  }

  /** Folders to look for data in: the options, the variable, then the descriptors' own folder. */
  List<Path> dataRoots() {
    List<Path> roots = new ArrayList<>(data);
    String variable = System.getenv("LOSSBENCH_DATA");
    if (variable != null && !variable.isBlank()) {
      for (String folder : variable.split(File.pathSeparator)) {
        roots.add(Path.of(folder));
      }
    }
    roots.add(datasets);
    return roots.stream().map(root -> root.toAbsolutePath().normalize()).distinct().toList();
  }

  /** Opens and checks a suite's datasets, by their name in the suite. */
  Map<String, Dataset> open(Suite suite) {
    DatasetLoader loader = new DatasetLoader(dataRoots());
    Map<String, Dataset> opened = new LinkedHashMap<>();
    for (Suite.Dataset dataset : suite.datasets()) {
      boolean skip =
          suite.backbones().stream()
              .map(backbone -> suite.section("evaluate", dataset, backbone))
              .anyMatch(evaluate -> evaluate.text("invalid-images").equals("skip"));
      opened.put(dataset.name(), loader.open(dataset.descriptor(), skip));
    }
    return opened;
  }

  static Plan plan(Suite suite, Map<String, Dataset> datasets) {
    return Plan.of(suite, name -> Objects.requireNonNull(datasets.get(name)).fingerprint());
  }

  /** The descriptor of a dataset of the suite, the suite's settings applied. */
  static Settings descriptor(Suite suite, String dataset) {
    return suite.datasets().stream()
        .filter(entry -> entry.name().equals(dataset))
        .findFirst()
        .orElseThrow()
        .descriptor();
  }
}
