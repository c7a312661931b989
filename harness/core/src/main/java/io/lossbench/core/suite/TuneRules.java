package io.lossbench.core.suite;

import io.lossbench.core.suite.ValueType.Key;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Tasks;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What ties {@code tune} to the settings that it searches. */
final class TuneRules {
  /** Settings that decide which weights are compared, which has to be the same for all losses. */
  private static final Set<String> OF_COMPARED_WEIGHTS = Set.of("train.ema", "train.ema-warmup");

  /** Settings that the rungs of successive halving set. */
  private static final Set<String> OF_RUNGS = Set.of("train.epochs", "train.stop-after");

  private final Suite suite;
  private final Definitions definitions;
  private final DocumentReader reader;

  TuneRules(Suite suite, Definitions definitions, DocumentReader reader) {
    this.suite = suite;
    this.definitions = definitions;
    this.reader = reader;
  }

  /** The suite with the values of its axes as their settings have them; faults are the reader's. */
  Suite checked() {
    Optional<TuneSettings> tune = suite.tune();
    if (tune.isEmpty()) {
      return suite;
    }
    Settings axes = Settings.of(Map.of());
    for (TuneAxis axis : tune.get().axes()) {
      Optional<Key> key = key(axis);
      if (key.isPresent() && isTunable(axis, key.get(), tune.get())) {
        axes = axes.with(axis.path(), range(axis, key.get().type(), tune.get()));
      }
    }
    tune.get().metric().ifPresent(this::checkMetric);
    if (tune.get().search() == TuneSettings.SearchKind.SUCCESSIVE_HALVING) {
      checkRungs(tune.get());
    }
    Suite checked =
        suite.withResolved(suite.resolved().with("tune", tune.get().settings().with("axes", axes)));
    if (reader.diagnostics().isEmpty()) {
      checkTrials(checked.tune().orElseThrow());
    }
    return checked;
  }

  private static String at(TuneAxis axis) {
    return "tune.axes." + axis.path();
  }

  /** The setting that an axis names; a fault if there is none, or not for all that are trained. */
  private Optional<Key> key(TuneAxis axis) {
    List<Optional<Key>> found =
        axis.isShared()
            ? trainSections().stream()
                .map(train -> find(sectionKeys(), train, names(axis.setting())))
                .toList()
            : suite.losses().stream().filter(axis::isOf).map(loss -> find(axis, loss)).toList();
    if (found.isEmpty() || found.stream().anyMatch(Optional::isEmpty)) {
      if (found.stream().anyMatch(Optional::isPresent)) {
        reader.faultAt(
            at(axis),
            "not all datasets and backbones have a setting " + Diagnostic.quoted(axis.path()),
            "tune one that they share, or write a suite for each");
      } else {
        String close = Suggestion.of(axis.path(), tunable());
        reader.faultAt(
            at(axis),
            "no setting " + Diagnostic.quoted(axis.path()) + " to tune",
            close.isEmpty()
                ? "name one as in train.schedule.max-lr or losses.NAME.PARAMETER"
                : close);
      }
      return Optional.empty();
    }
    return found.get(0);
  }

  private Map<String, Key> sectionKeys() {
    return definitions.section("train").keys();
  }

  private List<Settings> trainSections() {
    Set<Settings> sections = new LinkedHashSet<>();
    for (Suite.Dataset dataset : suite.datasets()) {
      for (Suite.Backbone backbone : suite.backbones()) {
        sections.add(suite.section("train", dataset, backbone));
      }
    }
    return List.copyOf(sections);
  }

  private static List<String> names(String dotted) {
    return Arrays.asList(dotted.split("\\.", -1));
  }

  private Optional<Key> find(TuneAxis axis, Suite.Loss loss) {
    return find(lossKeys(loss), loss.settings(), names(axis.setting()));
  }

  private Map<String, Key> lossKeys(Suite.Loss loss) {
    String type = loss.settings().text("type");
    return Objects.requireNonNull(definitions.group("losses").get(type)).keys();
  }

  /** A key by its names from the outside in; within a kind, of the kind that was chosen. */
  private Optional<Key> find(Map<String, Key> keys, Settings values, List<String> names) {
    Key key = keys.get(names.get(0));
    if (key == null || names.size() == 1) {
      return Optional.ofNullable(key);
    }
    return inner(key, values)
        .flatMap(inner -> find(inner, values.settings(key.name()), names.subList(1, names.size())));
  }

  private Optional<Map<String, Key>> inner(Key key, Settings values) {
    if (key.type() instanceof ValueType.KindType kind && values.has(key.name())) {
      String type = values.settings(key.name()).text("type");
      return Optional.of(Objects.requireNonNull(definitions.group(kind.group()).get(type)).keys());
    }
    return Optional.empty();
  }

  /** The paths of all settings that can be tuned. */
  private Set<String> tunable() {
    Set<String> paths = new TreeSet<>();
    for (Settings train : trainSections()) {
      for (Key key : sectionKeys().values()) {
        add(TuneSettings.TRAIN, key, paths);
        inner(key, train)
            .ifPresent(
                inner ->
                    inner
                        .values()
                        .forEach(each -> add(TuneSettings.TRAIN + key.name() + ".", each, paths)));
      }
    }
    for (Suite.Loss loss : suite.losses()) {
      lossKeys(loss)
          .values()
          .forEach(key -> add(TuneSettings.LOSSES + loss.entry() + ".", key, paths));
    }
    paths.removeAll(OF_COMPARED_WEIGHTS);
    return paths;
  }

  /** The settings within one that holds others; empty if it holds none. */
  private String within(String path) {
    List<String> inner = tunable().stream().filter(each -> each.startsWith(path + ".")).toList();
    return inner.isEmpty() ? "" : "name one of its settings: " + String.join(", ", inner);
  }

  private static void add(String before, Key key, Set<String> paths) {
    if (isPlain(key.type())) {
      paths.add(before + key.name());
    }
  }

  private static boolean isPlain(ValueType type) {
    return isNumber(type)
        || type instanceof ValueType.BooleanType
        || type instanceof ValueType.ChoiceType;
  }

  private static boolean isNumber(ValueType type) {
    return type instanceof ValueType.NumberType || type instanceof ValueType.IntegerType;
  }

  private boolean isTunable(TuneAxis axis, Key key, TuneSettings tune) {
    int before = reader.diagnostics().size();
    String quoted = "'" + axis.path() + "'";
    if (!isPlain(key.type())) {
      reader.faultAt(at(axis), quoted + " is no number, choice or boolean", within(axis.path()));
    } else if (OF_COMPARED_WEIGHTS.contains(axis.path())) {
      reader.faultAt(
          at(axis),
          quoted + " cannot be tuned: it decides which weights are compared",
          "that has to be the same for all losses");
    } else if (OF_RUNGS.contains(axis.path())
        && tune.search() == TuneSettings.SearchKind.SUCCESSIVE_HALVING) {
      reader.faultAt(
          at(axis), quoted + " is set by successive halving itself", "use random or grid");
    }
    if (!axis.isShared() && isAxisOfTheSuite(axis)) {
      reader.faultAt(
          at(axis), quoted + " has a list of values in the suite already", "write one value there");
    }
    return reader.diagnostics().size() == before;
  }

  private boolean isAxisOfTheSuite(TuneAxis axis) {
    Settings written = suite.resolved().settings("losses").settings(axis.entry());
    return written.asMap().get(axis.setting()) instanceof List<?>;
  }

  /** The axis with its values as the setting has them. */
  private Settings range(TuneAxis axis, ValueType type, TuneSettings tune) {
    String kind = axis.range().text("type");
    if (kind.equals("choice")) {
      return axis.range().with("of", values(axis, type));
    }
    if (tune.search() == TuneSettings.SearchKind.GRID) {
      reader.faultAt(
          at(axis), "a grid needs values, not a range", "write {type: choice, of: [...]}");
    } else if (!isNumber(type)) {
      reader.faultAt(
          at(axis),
          "'" + axis.path() + "' has no range",
          "write {type: choice, of: [...]}; allowed: " + ScalarRules.range(type));
    } else {
      Object low = reader.judged(at(axis) + ".low", type);
      Object high = reader.judged(at(axis) + ".high", type);
      checkBounds(axis, kind, low, high);
      return low == null || high == null
          ? axis.range()
          : axis.range().with("low", low).with("high", high);
    }
    return axis.range();
  }

  private void checkBounds(
      TuneAxis axis, String kind, @Nullable Object low, @Nullable Object high) {
    if (low instanceof Number from && high instanceof Number to) {
      if (from.doubleValue() >= to.doubleValue()) {
        reader.faultAt(at(axis) + ".low", "low is not below high", "");
      } else if (kind.equals("log-uniform") && from.doubleValue() <= 0) {
        reader.faultAt(
            at(axis) + ".low", "the logarithm needs numbers above 0", "write {type: uniform, ...}");
      }
    }
  }

  private List<Object> values(TuneAxis axis, ValueType type) {
    Set<Object> values = new LinkedHashSet<>();
    int written = axis.values().size();
    for (int i = 0; i < written; i++) {
      Object value = reader.judged(at(axis) + ".of." + i, type);
      if (value != null && !values.add(value)) {
        reader.faultAt(at(axis) + ".of." + i, "the axis names " + value + " twice", "");
      }
    }
    if (written == 0) {
      reader.faultAt(at(axis), "the axis is empty", "name at least one value");
    }
    return List.copyOf(values);
  }

  private void checkMetric(String metric) {
    Set<String> names = new LinkedHashSet<>();
    for (Suite.Dataset dataset : suite.datasets()) {
      for (Suite.Backbone backbone : suite.backbones()) {
        Tasks.metrics(suite.section("evaluate", dataset, backbone))
            .map(Metric::name)
            .forEach(names::add);
      }
    }
    if (!names.contains(metric)) {
      String close = Suggestion.of(metric, names);
      reader.faultAt(
          "tune.metric",
          "no metric " + Diagnostic.quoted(metric),
          close.isEmpty() ? "`lossbench describe metrics` lists them" : close);
    }
  }

  private void checkRungs(TuneSettings tune) {
    for (Settings section : trainSections()) {
      TrainSettings train = new TrainSettings(section);
      if (section.has("stop-after")) {
        reader.faultAt(
            "tune.type",
            "successive halving sets the epochs, and train.stop-after does too",
            "set train.epochs alone, or use random");
      } else if (tune.firstEpochs() >= train.epochs()) {
        reader.faultAt(
            "tune.first-epochs",
            "first-epochs "
                + tune.firstEpochs()
                + " is not below the "
                + train.epochs()
                + " epochs of train",
            "lower it, or use random");
      }
    }
  }

  /** Counted with the whole budget of each loss, and without making it. */
  private void checkTrials(TuneSettings tune) {
    double tried = 0;
    for (Suite.Loss loss : suite.losses()) {
      double configurations = 1;
      if (tune.search() == TuneSettings.SearchKind.GRID) {
        for (TuneAxis axis : tune.axes(loss)) {
          configurations *= axis.values().size();
        }
      } else {
        // The rungs after the first one are a geometric series, and never more than it.
        configurations =
            tune.configurations() * (tune.search() == TuneSettings.SearchKind.RANDOM ? 1.0 : 2.0);
      }
      tried += configurations * tune.repetitions();
    }
    double cells = (double) suite.datasets().size() * suite.backbones().size();
    double trials = cells * (tried + (double) suite.losses().size() * suite.repetitions());
    if (trials > Suite.MAX_TRIALS) {
      reader.faultAt(
          "tune",
          "tuning and repetitions come to more than " + Suite.MAX_TRIALS + " trials",
          "lower the configurations, or tune.repetitions");
    }
  }
}
