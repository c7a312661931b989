package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ingredients of recorded trials, found again from their records: the data by its format and
 * fingerprint, the weights by their SHA-256. What the ledger's plan says of names makes the search
 * short, and is not needed. Not thread-safe.
 */
public final class RecordedIngredients implements Ingredients {
  /** Folders between a data folder and weights that lie below it. */
  private static final int DEPTH = 4;

  private final String suite;
  private final Settings datasets;
  private final Settings backbones;
  private final List<Path> roots;
  private final Map<String, Path> weightsBySha256 = new HashMap<>();

  /**
   * @param records of one suite; one at least
   * @param planned the ledger's plan, if it is there
   * @param roots folders to look for data and weights in
   */
  public RecordedIngredients(
      List<TrialRecord> records, Optional<Ledger.Planned> planned, List<Path> roots) {
    this.suite = records.get(0).suite();
    this.datasets = section(planned, "datasets");
    this.backbones = section(planned, "backbones");
    this.roots = List.copyOf(roots);
  }

  private static Settings section(Optional<Ledger.Planned> planned, String name) {
    return planned
        .map(Ledger.Planned::resolved)
        .filter(resolved -> resolved.has(name))
        .map(resolved -> resolved.settings(name))
        .orElse(Settings.of(Map.of()));
  }

  @Override
  public String suite() {
    return suite;
  }

  @Override
  public double timeoutSeconds() {
    return Double.POSITIVE_INFINITY;
  }

  /** A descriptor that names what the record does; what it would promise besides is not known. */
  @Override
  public Settings descriptor(Trial trial) {
    return Settings.of(
        Map.of(
            "dataset",
            descriptorName(trial.dataset()),
            "format",
            trial.spec().settings("dataset").settings("format")));
  }

  /** A suite may give a dataset another name than its descriptor has. */
  private String descriptorName(String dataset) {
    return datasets.has(dataset)
        ? datasets.settings(dataset).optionalText("from").orElse(dataset)
        : dataset;
  }

  @Override
  public Optional<Path> weights(Trial trial) {
    return trial
        .spec()
        .settings("backbone")
        .optionalText("weights-sha256")
        .map(sha256 -> weightsBySha256.computeIfAbsent(sha256, key -> search(trial, key)));
  }

  private Path search(Trial trial, String sha256) {
    String name =
        backbones.has(trial.backbone())
            ? Weights.named(backbones.settings(trial.backbone())).orElse("")
            : "";
    String file = name.matches("https?://.*") ? name.substring(name.lastIndexOf('/') + 1) : name;
    Stream<Path> named =
        file.isEmpty()
            ? Stream.empty()
            : Stream.concat(
                Stream.of(Path.of(file)), roots.stream().map(root -> root.resolve(file)));
    return Stream.concat(named, roots.stream().flatMap(RecordedIngredients::weightsBelow))
        .map(path -> path.toAbsolutePath().normalize())
        .distinct()
        .filter(path -> Files.isRegularFile(path) && hash(path).equals(sha256))
        .findFirst()
        .orElseThrow(
            () ->
                new HarnessException(
                    "no .safetensors or .pt with the SHA-256 "
                        + sha256
                        + " of the weights that "
                        + trial.name()
                        + " started from"
                        + (file.isEmpty() ? "" : " (" + file + ")")
                        + " is in\n  "
                        + String.join("\n  ", roots.stream().map(Path::toString).toList())
                        + "\nSay where they lie with --data DIR or the variable LOSSBENCH_DATA."));
  }

  private static Stream<Path> weightsBelow(Path root) {
    if (!Files.isDirectory(root)) {
      return Stream.empty();
    }
    try (var files = Files.walk(root, DEPTH)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(safetensors|pt)"))
          .toList()
          .stream();
    } catch (IOException | UncheckedIOException e) {
      throw new HarnessException("cannot look for weights in " + root, e);
    }
  }

  private static String hash(Path file) {
    try {
      return Digest.ofFile(file);
    } catch (IOException e) {
      throw new HarnessException("cannot read the weights " + file, e);
    }
  }

  /**
   * Refuses to train on anything else than the records were made on.
   *
   * @throws HarnessException if data or weights are missing, or the data is another
   */
  public void require(List<Trial> trials, DatasetLoader loader) {
    Map<String, Dataset> opened = new HashMap<>();
    for (Trial trial : trials) {
      weights(trial);
      requireRecorded(
          trial,
          opened.computeIfAbsent(
              descriptor(trial) + " " + trial.evaluate().invalidImages(),
              key -> open(trial, loader)));
    }
  }

  /**
   * The dataset of a trial.
   *
   * @throws HarnessException if it is missing, or another one than the trial was made on
   */
  public Dataset dataset(Trial trial, DatasetLoader loader) {
    Dataset dataset = open(trial, loader);
    requireRecorded(trial, dataset);
    return dataset;
  }

  private Dataset open(Trial trial, DatasetLoader loader) {
    return loader.open(descriptor(trial), trial.evaluate().invalidImages());
  }

  private static void requireRecorded(Trial trial, Dataset dataset) {
    String recorded = trial.spec().settings("dataset").text("fingerprint");
    if (!dataset.fingerprint().equals(recorded)) {
      throw new HarnessException(
          "the data of "
              + trial.name()
              + " is not what it was trained on: the fingerprint of dataset '"
              + trial.dataset()
              + "' is "
              + dataset.fingerprint()
              + ", recorded is "
              + recorded
              + ". Say where the same data lies with --data DIR.");
    }
  }
}
