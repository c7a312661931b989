package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.analysis.Validation;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.LabelCheck;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.plan.DataFacts;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.EvaluateSettings;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the trials of a suite are made of, as far as it is on this machine: its datasets, read and
 * checked, and the weights that its backbones start from.
 */
public final class SuiteData {
  /** Stands for a hash that is not known. */
  private static final String PENDING = "pending";

  private final Suite suite;
  private final Extensions extensions;
  private final Map<String, Dataset> datasets = new LinkedHashMap<>();
  private final Map<String, Optional<String>> weights = new LinkedHashMap<>();
  private final List<HarnessException> missing = new ArrayList<>();

  private SuiteData(Suite suite, Extensions extensions) {
    this.suite = suite;
    this.extensions = extensions;
  }

  /**
   * Reads what is there.
   *
   * @throws HarnessException if a dataset can be read but not be trained and judged, or weights are
   *     not what the suite expects
   */
  public static SuiteData find(
      Suite suite, Extensions extensions, DatasetLoader loader, Weights weights) {
    SuiteData data = new SuiteData(suite, extensions);
    suite.datasets().forEach(dataset -> data.open(dataset, loader));
    suite.backbones().forEach(backbone -> data.hash(backbone.name(), weights));
    return data;
  }

  private void open(Suite.Dataset dataset, DatasetLoader loader) {
    // What one backbone leaves out is left out for all, since they share the dataset.
    InvalidImages invalid =
        suite.backbones().stream()
            .map(backbone -> new EvaluateSettings(suite.section("evaluate", dataset, backbone)))
            .map(EvaluateSettings::invalidImages)
            .max(Comparator.naturalOrder())
            .orElse(InvalidImages.FAIL);
    Dataset read;
    try {
      read = loader.open(dataset.descriptor(), invalid);
    } catch (HarnessException e) {
      missing.add(e);
      return;
    }
    LabelCheck.requireJudgeable(read);
    datasets.put(dataset.name(), read);
  }

  private void hash(String backbone, Weights files) {
    try {
      files.file(backbone);
    } catch (HarnessException e) {
      missing.add(e);
      weights.put(backbone, Optional.of(files.expectedSha256(backbone).orElse(PENDING)));
      return;
    }
    weights.put(backbone, files.sha256(backbone));
  }

  /** What cannot be used, a message each: what is not there, and what is broken. */
  public List<String> missing() {
    return missing.stream().map(e -> String.valueOf(e.getMessage())).toList();
  }

  /**
   * Refuses to go on where something is missing.
   *
   * @throws HarnessException with all that is missing
   */
  public void requireComplete() {
    if (missing.size() == 1) {
      throw missing.get(0);
    } else if (!missing.isEmpty()) {
      throw new HarnessException(String.join("\n", missing()));
    }
  }

  /**
   * What a reader of the suite's numbers must know of its datasets, each with the dataset's name.
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    datasets.forEach(
        (name, dataset) -> dataset.notes().forEach(note -> notes.add(name + ": " + note)));
    return notes;
  }

  /** What is known of a dataset: all, or, where it is not there, what its descriptor promises. */
  public DataFacts facts(Suite.Dataset dataset) {
    Dataset read = datasets.get(dataset.name());
    return read == null
        ? promised(dataset, extensions)
        : DataFacts.of(
            read.task(), read.train().size(), read.validation().map(Split::size).orElse(0));
  }

  /** What a dataset's descriptor promises, no file being read. */
  public static DataFacts promised(Suite.Dataset dataset, Extensions extensions) {
    Settings descriptor = dataset.descriptor();
    Format format = extensions.format(descriptor);
    OptionalInt decided = format.trainingImages();
    return DataFacts.promised(
        format.task(),
        decided.isPresent() || !descriptor.has("train-images")
            ? decided
            : OptionalInt.of(descriptor.integer("train-images")));
  }

  /**
   * The trials of the suite that can be planned after what a ledger has of its tuning; the ids of
   * those that are pending mean nothing.
   */
  public Plan plan(Ledger ledger) {
    return Plan.of(
        suite,
        name -> datasets.containsKey(name) ? datasets.get(name).fingerprint() : PENDING,
        name -> weights.getOrDefault(name, Optional.empty()),
        Validation.in(ledger, suite.resolved()));
  }

  /** Whether a trial has no id yet, because what it is made of is missing. */
  public boolean isPending(Trial trial) {
    return !datasets.containsKey(trial.dataset())
        || weights.getOrDefault(trial.backbone(), Optional.empty()).equals(Optional.of(PENDING));
  }
}
