package io.lossbench.cli;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.LabelCheck;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.suite.CanonicalJson;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Where suites, descriptors, data, results and reports are; options shared by the commands that
 * need them.
 */
final class Workspace {
  static final String NO_CACHE = "set LOSSBENCH_CACHE to a folder that is yours";

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

  /** The layout of a dataset's files. */
  Format format(Settings descriptor) {
    return extensions().formats().create(descriptor.settings("format"));
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

  /**
   * The folder for what can be made again: hashes of files, indices, miniatures.
   *
   * @throws HarnessException if nothing says where it is
   */
  static Path cache() {
    return cacheFolder()
        .orElseThrow(() -> new HarnessException("there is no home folder; " + NO_CACHE));
  }

  /** That folder; empty for a user without a home, who set no variable either. */
  static Optional<Path> cacheFolder() {
    return cacheFolder(System.getenv(), System.getProperty("user.home", "?"));
  }

  /** Java's home of a user whom the system does not know is a question mark. */
  static Optional<Path> cacheFolder(Map<String, String> variables, String userHome) {
    String own = variables.getOrDefault("LOSSBENCH_CACHE", "");
    if (!own.isBlank()) {
      return Optional.of(Path.of(own).toAbsolutePath());
    }
    String shared = variables.getOrDefault("XDG_CACHE_HOME", "");
    if (!shared.isBlank() && Path.of(shared).isAbsolute()) {
      return Optional.of(Path.of(shared).resolve("lossbench"));
    }
    return Stream.of(variables.getOrDefault("HOME", ""), userHome)
        .filter(home -> Path.of(home).isAbsolute())
        .findFirst()
        .map(home -> Path.of(home).resolve(".cache").resolve("lossbench"));
  }

  DatasetLoader loader() {
    return new DatasetLoader(extensions().formats(), dataRoots(), cacheFolder());
  }

  /** Writes miniatures of a suite's datasets and looks for data there first. */
  void useMiniatures(Suite suite) {
    for (Suite.Dataset dataset : suite.datasets()) {
      Settings format = dataset.descriptor().settings("format");
      String key = Digest.sha256().update(CanonicalJson.of(format.asMap())).hex();
      Path root = cache().resolve("miniature/" + dataset.name() + "-" + key.substring(0, 12));
      format(dataset.descriptor()).writeMiniature(new Miniature(root));
      miniatures.add(root.toAbsolutePath());
    }
  }

  /** Opens and checks a suite's datasets, by their name in the suite. */
  Map<String, Dataset> open(Suite suite) {
    DatasetLoader loader = loader();
    Map<String, Dataset> opened = new LinkedHashMap<>();
    for (Suite.Dataset dataset : suite.datasets()) {
      boolean skip =
          suite.backbones().stream()
              .map(backbone -> suite.section("evaluate", dataset, backbone))
              .anyMatch(evaluate -> evaluate.text("invalid-images").equals("skip"));
      Dataset read = loader.open(dataset.descriptor(), skip);
      LabelCheck.requireJudgeable(read);
      opened.put(dataset.name(), read);
    }
    return opened;
  }

  Plan plan(Suite suite, Map<String, Dataset> datasets) {
    return Plan.of(
        suite,
        name -> Objects.requireNonNull(datasets.get(name)).fingerprint(),
        name -> weights(suite, name).map(file -> checkedSha256(suite, name, file)));
  }

  /**
   * The weights that a backbone of the suite starts from; empty for random ones.
   *
   * @throws HarnessException if the file is not there, naming the places that were looked at
   */
  Optional<Path> weights(Suite suite, String backbone) {
    Optional<String> named =
        suite.backbones().stream()
            .filter(entry -> entry.name().equals(backbone))
            .findFirst()
            .flatMap(entry -> entry.settings().optionalText("weights"));
    if (named.isEmpty() || !miniatures.isEmpty()) {
      return Optional.empty();
    }
    // An address is fetched by `datasets fetch`, never by a run.
    boolean address = named.get().matches("https?://.*");
    String file = address ? named.get().substring(named.get().lastIndexOf('/') + 1) : named.get();
    List<Path> candidates = new ArrayList<>();
    if (!address) {
      candidates.add(Path.of(file).toAbsolutePath().normalize());
    }
    dataRoots().forEach(root -> candidates.add(root.resolve(file).normalize()));
    Optional<Path> found = candidates.stream().filter(Files::isRegularFile).findFirst();
    if (found.isEmpty()) {
      throw new HarnessException(
          "the weights of backbone '"
              + backbone
              + "' are missing; looked for\n  "
              + String.join("\n  ", candidates.stream().map(Path::toString).distinct().toList())
              + (address
                  ? "\nFetch them with `lossbench datasets fetch SUITE --data DIR`."
                  : "\nSay where they lie with --data DIR or the variable LOSSBENCH_DATA."));
    }
    return found;
  }

  private static String checkedSha256(Suite suite, String backbone, Path file) {
    String found = sha256(file);
    Optional<String> expected =
        suite.backbones().stream()
            .filter(entry -> entry.name().equals(backbone))
            .findFirst()
            .flatMap(entry -> entry.settings().optionalText("weights-sha256"));
    if (expected.isPresent() && !expected.get().equals(found)) {
      throw new HarnessException(
          "the weights "
              + file
              + " of backbone '"
              + backbone
              + "' hash to "
              + found
              + ", the suite expects "
              + expected.get());
    }
    return found;
  }

  private static String sha256(Path file) {
    try {
      return Digest.ofFile(file);
    } catch (IOException e) {
      throw new HarnessException("cannot read the weights " + file, e);
    }
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
