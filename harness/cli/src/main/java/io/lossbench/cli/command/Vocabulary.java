package io.lossbench.cli.command;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.MetricKinds;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteException;
import io.lossbench.core.suite.ValueType;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Tasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a suite can name, by topic. */
record Vocabulary(Workspace workspace) {
  /** The default of a setting that has none and must be given. */
  static final String REQUIRED = "required";

  enum Topic {
    LOSSES,
    WEIGHTINGS,
    BACKBONES,
    HEADS,
    RESIZES,
    DETECTORS,
    DATASETS,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    FORMATS,
    SUITE,
    TRAIN,
    EVALUATE,
    TUNE,
    SEARCHES,
    AXES;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Something that a suite can name. */
  record Item(String name, String doc, String source, List<Parameter> parameters) {
    boolean is(String asked) {
      return name.toLowerCase(Locale.ROOT).equals(asked);
    }

    /** This with one parameter; empty if it has none of that name. */
    Optional<Item> only(String parameter) {
      List<Parameter> found = parameters.stream().filter(p -> p.name().equals(parameter)).toList();
      return found.isEmpty() ? Optional.empty() : Optional.of(new Item(name, doc, source, found));
    }
  }

  record Parameter(
      String name, String defaultValue, String allowed, boolean axis, String doc, String source) {}

  /** What there is on a topic. */
  List<Item> items(Topic each) {
    Definitions definitions = workspace.extensions().definitions();
    return switch (each) {
      case DATASETS -> datasets();
      case METRICS ->
          Stream.concat(
                  Tasks.metrics(defaults(definitions, "evaluate"))
                      .map(metric -> new Item(metric.name(), metric.doc(), "", List.of())),
                  MetricKinds.addable(definitions).stream().map(Vocabulary::addable))
              .toList();
      case SUITE ->
          section("suite", "The keys of a suite.", "", definitions.suite().keys()).toList();
      case TRAIN, EVALUATE, TUNE -> inside(key(definitions, each.word())).toList();
      case BACKBONES ->
          Stream.concat(inside(key(definitions, each.word())), kinds(definitions, each)).toList();
      default -> kinds(definitions, each).toList();
    };
  }

  private static Stream<Item> kinds(Definitions definitions, Topic topic) {
    return definitions.group(topic.word()).values().stream().map(Vocabulary::item);
  }

  private static Item item(ValueType.Kind kind) {
    return new Item(kind.name(), kind.doc(), kind.source(), parameters(kind.keys()));
  }

  /** A kind of metrics, with what its values can be where that is not what one expects. */
  private static Item addable(ValueType.Kind kind) {
    Item item = item(kind);
    String values;
    try {
      values =
          kind.defaults().map(MetricKinds.onClasspath()::create).stream()
              .flatMap(metrics -> metrics.metrics().stream())
              .map(Vocabulary::values)
              .distinct()
              .collect(Collectors.joining());
    } catch (HarnessException e) {
      values = " It fails: " + e.getMessage();
    }
    return new Item(item.name(), item.doc() + values, item.source(), item.parameters());
  }

  private static String values(Metric metric) {
    String range =
        metric.range().equals(Metric.Range.PERCENT)
            ? ""
            : " From " + metric.range().low() + " to " + metric.range().high() + ".";
    return range + (metric.better() == Metric.Direction.LOWER ? " Lower is better." : "");
  }

  /** The choices of a suite that makes none in that section. */
  private static Settings defaults(Definitions definitions, String section) {
    Map<String, Object> values = new LinkedHashMap<>();
    ((ValueType.ObjectType) key(definitions, section).type())
        .keys()
        .values()
        .forEach(key -> values.put(key.name(), key.defaultValue()));
    return Settings.of(values);
  }

  private static ValueType.Key key(Definitions definitions, String name) {
    return Objects.requireNonNull(definitions.suite().keys().get(name));
  }

  /** The keys of a section of a suite, and then those of the sections in it. */
  private static Stream<Item> section(
      String name, String doc, String source, Map<String, ValueType.Key> keys) {
    return Stream.concat(
        Stream.of(new Item(name, doc, source, parameters(keys))),
        keys.values().stream()
            .filter(
                key -> Arrays.stream(Topic.values()).noneMatch(t -> t.word().equals(key.name())))
            .flatMap(Vocabulary::inside));
  }

  /** The sections in the values of a key; none where these have no keys of their own. */
  private static Stream<Item> inside(ValueType.Key key) {
    ValueType type = key.type();
    if (type instanceof ValueType.ListType list) {
      type = list.items();
    } else if (type instanceof ValueType.MapType map) {
      type = map.values();
    }
    Map<String, ValueType.Key> keys = Map.of();
    if (type instanceof ValueType.ObjectType object) {
      keys = object.keys();
    } else if (type instanceof ValueType.OneType one) {
      keys = one.keys();
    } else if (type instanceof ValueType.KindType kind) {
      keys = kind.common();
    }
    return keys.isEmpty() ? Stream.of() : section(key.name(), key.doc(), key.source(), keys);
  }

  private List<Item> datasets() {
    List<Item> items = new ArrayList<>();
    for (String name : workspace.reader().descriptorNames()) {
      Settings descriptor;
      try {
        descriptor = workspace.reader().descriptor(name).orElseThrow();
      } catch (SuiteException e) {
        items.add(new Item(name, "Its descriptor has faults: " + e.getMessage(), "", List.of()));
        continue;
      }
      List<Parameter> parameters = new ArrayList<>();
      descriptor
          .settings("format")
          .asMap()
          .forEach(
              (key, value) ->
                  parameters.add(new Parameter(key, String.valueOf(value), "", false, "", "")));
      items.add(
          new Item(name, descriptor.text("description"), descriptor.text("source"), parameters));
    }
    return items;
  }

  private static List<Parameter> parameters(Map<String, ValueType.Key> keys) {
    return keys.values().stream()
        .map(
            key ->
                new Parameter(
                    key.name(),
                    key.defaultValue() == null
                        ? (key.required() ? REQUIRED : "none")
                        : yaml(key.defaultValue()),
                    key.type().range(),
                    key.axis(),
                    key.doc(),
                    key.source()))
        .toList();
  }

  /** A value as one writes it in a suite. */
  private static String yaml(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + entry.getValue())
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return value.equals("") ? "empty" : String.valueOf(value);
  }
}
