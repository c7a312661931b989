package io.lossbench.core.suite;

import io.lossbench.core.HarnessException;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads suites and dataset descriptors. Immutable and thread-safe. */
public final class SuiteReader {
  private final Definitions definitions;
  private final Path datasets;

  /**
   * @param datasets the folder with the dataset descriptors
   */
  public SuiteReader(Definitions definitions, Path datasets) {
    this.definitions = definitions;
    this.datasets = datasets;
  }

  /**
   * Reads a suite.
   *
   * @param overrides {@code path=value} settings of the command line
   * @throws SuiteException with all faults of the file
   * @throws HarnessException if the file cannot be read
   */
  public Suite read(Path file, List<String> overrides) {
    return read(file.toString(), SuiteText.of(file), overrides);
  }

  /** Reads a suite from its text; {@code source} is named in messages. */
  public Suite read(String source, String text, List<String> overrides) {
    DocumentReader reader = new DocumentReader(definitions, source, text);
    Optional<MappingNode> root = reader.compose(text);
    if (root.isPresent()) {
      for (String override : overrides) {
        CommandLineOverride.parse(override, reader)
            .ifPresent(parsed -> parsed.apply(root.get(), reader));
      }
      Settings resolved = reader.read(root.get(), definitions.suite());
      Suite suite = resolved == null ? null : suite(resolved, reader);
      if (suite != null && reader.diagnostics().isEmpty()) {
        return suite;
      }
    }
    throw new SuiteException(reader.diagnostics());
  }

  /**
   * Reads the descriptor {@code name} of the descriptor folder; empty if there is none.
   *
   * @throws SuiteException with all faults of the descriptor
   */
  public Optional<Settings> descriptor(String name) {
    Path file = datasets.resolve(name + ".yaml");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String text = SuiteText.of(file);
    DocumentReader reader = new DocumentReader(definitions, file.toString(), text);
    Optional<MappingNode> root = reader.compose(text);
    Settings settings = root.isPresent() ? reader.read(root.get(), definitions.dataset()) : null;
    if (settings != null && !settings.text("dataset").equals(name)) {
      reader.faultAt(
          "dataset", "the descriptor's name differs from its file name", "write dataset: " + name);
    }
    if (settings == null || !reader.diagnostics().isEmpty()) {
      throw new SuiteException(reader.diagnostics());
    }
    return Optional.of(settings);
  }

  /**
   * Reads what is to be known of a cluster, with all defaults.
   *
   * @throws SuiteException with all faults of the file
   */
  public Settings cluster(Path file) {
    return cluster(file.toString(), SuiteText.of(file));
  }

  /** The settings of a cluster of which nothing is said. */
  public Settings defaultCluster() {
    return cluster("cluster.yaml", "{}");
  }

  private Settings cluster(String source, String text) {
    DocumentReader reader = new DocumentReader(definitions, source, text);
    Optional<MappingNode> root = reader.compose(text);
    Settings settings = root.isPresent() ? reader.read(root.get(), definitions.cluster()) : null;
    if (settings != null) {
      settings.asMap().forEach((key, value) -> checkLine(key, value, reader));
      checkLabels(settings.texts("node-labels"), reader);
    }
    if (settings == null || !reader.diagnostics().isEmpty()) {
      throw new SuiteException(reader.diagnostics());
    }
    return settings;
  }

  /** What stands in a line of a script stays in that line. */
  private static void checkLine(String key, Object value, DocumentReader reader) {
    if (value instanceof List<?> lines) {
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).toString().chars().anyMatch(c -> c < ' ')) {
          reader.faultAt(key + "." + i, "expected one line", "write a list item for each line");
        }
      }
    } else if (value.toString().chars().anyMatch(c -> c <= ' ')) {
      reader.faultAt(key, "expected a word without spaces", "");
    }
  }

  /** A name alone selects no node: its value is not said. */
  private static void checkLabels(List<String> labels, DocumentReader reader) {
    for (int i = 0; i < labels.size(); i++) {
      if (!labels.get(i).matches("[^=]+=[^=]*")) {
        reader.faultAt(
            "node-labels." + i,
            "expected a label as NAME=VALUE",
            "write NAME= for one without a value");
      }
    }
  }

  /** The names of all descriptors, sorted. */
  public List<String> descriptorNames() {
    if (!Files.isDirectory(datasets)) {
      return List.of();
    }
    try (var files = Files.list(datasets)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".yaml"))
          .map(file -> file.substring(0, file.length() - ".yaml".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new HarnessException("cannot list the dataset descriptors in " + datasets, e);
    }
  }

  private @Nullable Suite suite(Settings resolved, DocumentReader reader) {
    List<Suite.Dataset> entries = new ArrayList<>();
    for (String name : resolved.settings("datasets").asMap().keySet()) {
      Settings entry = resolved.settings("datasets").settings(name);
      dataset(name, entry, reader).ifPresent(entries::add);
      checkSections("datasets." + name, resolved, entry, reader);
    }
    List<Suite.Backbone> backbones = new ArrayList<>();
    for (String name : resolved.settings("backbones").asMap().keySet()) {
      Settings entry = resolved.settings("backbones").settings(name);
      backbones.add(new Suite.Backbone(name, entry.without("train", "evaluate"), entry));
      checkSections("backbones." + name, resolved, entry, reader);
      BackboneRules.check("backbones." + name, entry, reader);
    }
    List<Suite.Loss> losses = losses(resolved, reader);
    checkTrials(resolved, entries.size(), backbones.size(), losses.size(), reader);
    if (losses.isEmpty()) {
      return null;
    }
    checkSections("", resolved, Settings.of(Map.of()), reader);

    String baseline = resolved.optionalText("baseline").orElse(losses.get(0).name());
    List<String> names = losses.stream().map(Suite.Loss::name).toList();
    checkName("baseline", baseline, "loss variant", names, reader);
    Suite suite =
        new Suite(
            resolved.text("suite"),
            resolved.text("description"),
            resolved.whole("seed"),
            resolved.integer("repetitions"),
            entries,
            backbones,
            losses,
            resolved.number("timeout"),
            baseline,
            resolved.with("baseline", baseline));
    AnchorRules.check(suite, reader);
    BackboneRules.checkPrecision(suite, reader);
    InputRules.check(suite, definitions, reader);
    DetectorRules.check(suite, definitions, reader);
    AspectRules.check(suite, definitions, reader);
    return new TuneRules(suite, definitions, reader).checked();
  }

  private static void checkTrials(
      Settings resolved, long datasets, long backbones, long losses, DocumentReader reader) {
    long trials = datasets * backbones * losses * resolved.whole("repetitions");
    if (trials > Suite.MAX_TRIALS) {
      reader.faultAt(
          "losses",
          "datasets, backbones, losses and repetitions multiply to " + trials + " trials",
          "a suite has at most " + Suite.MAX_TRIALS);
    }
  }

  static void checkName(
      String path, String name, String kind, List<String> names, DocumentReader reader) {
    if (!names.contains(name)) {
      reader.faultAt(path, "no " + kind + " '" + name + "'", Suggestion.of(name, names));
    }
  }

  private static List<Suite.Loss> losses(Settings resolved, DocumentReader reader) {
    List<Suite.Loss> losses = new ArrayList<>();
    Map<Settings, String> seen = new LinkedHashMap<>();
    for (String name : resolved.settings("losses").asMap().keySet()) {
      Settings written = resolved.settings("losses").settings(name);
      long variants = Suite.variants(written);
      if (variants > Suite.MAX_VARIANTS - losses.size()) {
        reader.faultAt(
            "losses." + name,
            "its axes multiply to " + variants + " variants of the loss",
            "a suite has at most " + Suite.MAX_VARIANTS + "; shorten the lists");
        continue;
      }
      for (Suite.Loss variant : Suite.unfold(name, written)) {
        String twin = seen.putIfAbsent(variant.settings(), variant.name());
        if (twin != null) {
          reader.faultAt(
              "losses." + name,
              "'" + variant.name() + "' is the same loss as '" + twin + "'",
              "remove one");
        }
        losses.add(variant);
      }
    }
    return losses;
  }

  private Optional<Suite.Dataset> dataset(String name, Settings entry, DocumentReader reader) {
    String from = entry.optionalText("from").orElse(name);
    String path = "datasets." + name;
    try {
      Optional<Settings> descriptor = descriptor(from);
      if (descriptor.isEmpty()) {
        reader.faultAt(
            path,
            "no dataset '" + from + "': " + datasets.resolve(from + ".yaml") + " does not exist",
            Suggestion.of(from, descriptorNames()));
        return Optional.empty();
      }
      Settings format = descriptor.get().settings("format");
      if (entry.has("set")) {
        String type = format.text("type");
        Map<String, ValueType.Key> keys =
            Objects.requireNonNull(definitions.group("formats").get(type)).keys();
        format =
            format.overriddenBy(
                reader.readOpen(path + ".set", keys, " in formats of type '" + type + "'"));
      }
      return Optional.of(new Suite.Dataset(name, descriptor.get().with("format", format), entry));
    } catch (SuiteException faults) {
      faults.diagnostics().forEach(reader::add);
      return Optional.empty();
    }
  }

  /** Rules that tie several settings together, for the sections as written at {@code path}. */
  private static void checkSections(
      String path, Settings resolved, Settings entry, DocumentReader reader) {
    checkTraining(path, resolved, entry, reader);
    Settings evaluate = path.isEmpty() ? resolved : entry;
    if (evaluate.has("evaluate") && evaluate.settings("evaluate").has("metrics")) {
      checkMetrics(
          (path.isEmpty() ? "" : path + ".") + "evaluate.metrics",
          resolved.settings("evaluate").overriddenBy(evaluate.settings("evaluate")),
          reader);
    }
  }

  /** Whether tasks can take the metrics in, each under a name of its own. */
  private static void checkMetrics(String path, Settings evaluate, DocumentReader reader) {
    for (Task task : Tasks.all()) {
      try {
        task.metrics(evaluate);
      } catch (IllegalArgumentException | HarnessException e) {
        reader.faultAt(
            path, String.valueOf(e.getMessage()), "`lossbench describe metrics` lists them");
        return;
      }
    }
  }

  private static void checkTraining(
      String path, Settings resolved, Settings entry, DocumentReader reader) {
    Settings train = resolved.settings("train");
    if (entry.has("train")) {
      train = train.overriddenBy(entry.settings("train"));
    } else if (!path.isEmpty()) {
      return;
    }
    String section = path.isEmpty() ? "train" : path + ".train";
    if (train.has("stop-after") && train.whole("stop-after") > train.whole("epochs")) {
      reader.faultAt(
          section + ".stop-after",
          "stop-after is larger than epochs",
          "it cuts the schedule short");
    }
    if (train.has("micro-batch") && train.whole("micro-batch") > train.whole("batch-size")) {
      reader.faultAt(section + ".micro-batch", "micro-batch is larger than batch-size", "");
    }
    if (train.has("unfreeze-at") && !train.has("freeze")) {
      reader.faultAt(section + ".unfreeze-at", "'unfreeze-at' without 'freeze'", "");
    }
    if (train.has("unfreeze-every") && !train.has("unfreeze-at")) {
      reader.faultAt(section + ".unfreeze-every", "'unfreeze-every' without 'unfreeze-at'", "");
    }
    Settings schedule = train.settings("schedule");
    if (schedule.text("type").equals("one-cycle")
        && schedule.number("base-momentum") > schedule.number("max-momentum")) {
      reader.faultAt(section + ".schedule", "base-momentum is larger than max-momentum", "");
    }
    if (schedule.text("type").equals("cosine")
        && schedule.number("min-lr") > schedule.number("lr")) {
      reader.faultAt(section + ".schedule", "min-lr is larger than lr", "");
    }
  }
}
