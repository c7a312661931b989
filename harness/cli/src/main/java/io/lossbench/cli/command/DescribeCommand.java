package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.MetricKinds;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suggestion;
import io.lossbench.core.suite.SuiteException;
import io.lossbench.core.suite.ValueType;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Tasks;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code describe}, which explains what a suite can name. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description =
        "Explains what a suite can name, by topic or by name: parameters, defaults, sources. For"
            + " example `describe losses`, `describe asl`, `describe batch-size`.")
public final class DescribeCommand implements Callable<Integer> {
  private static final String REQUIRED = "required";

  enum Topic {
    LOSSES,
    WEIGHTINGS,
    BACKBONES,
    HEADS,
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

  /** For completion and help. */
  static final class Topics implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Arrays.stream(Topic.values()).map(Topic::word), Stream.of("all"))
          .iterator();
    }
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "TOPIC",
      completionCandidates = Topics.class,
      description = "${COMPLETION-CANDIDATES}, or the name of an entry or a setting.")
  String topic = "all";

  @Mixin Workspace workspace = new Workspace();

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

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

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    String asked = topic.toLowerCase(Locale.ROOT);
    Map<String, List<Item>> topics = new LinkedHashMap<>();
    for (Topic each : Topic.values()) {
      if (asked.equals("all") || asked.equals(each.word())) {
        topics.put(each.word(), items(each));
      }
    }
    if (topics.isEmpty()) {
      topics = named(asked);
    }
    if (format == OutputFormat.JSON) {
      out.println(OutputFormat.json(topics));
    } else {
      topics.forEach((word, found) -> print(out, word, found));
    }
    return ExitCode.OK;
  }

  /** The entries of that name, else the settings of that name with the entries they belong to. */
  private Map<String, List<Item>> named(String asked) {
    String name = asked.substring(asked.lastIndexOf('.') + 1);
    Map<String, List<Item>> entries = new LinkedHashMap<>();
    Map<String, List<Item>> settings = new LinkedHashMap<>();
    Set<String> known = new TreeSet<>(Set.of("all"));
    for (Topic each : Topic.values()) {
      known.add(each.word());
      List<Item> items = items(each);
      items.forEach(item -> known.add(item.name()));
      put(entries, each, items.stream().filter(item -> item.is(asked)).toList());
      if (each != Topic.DATASETS) {
        items.forEach(item -> item.parameters().forEach(p -> known.add(p.name())));
        put(settings, each, items.stream().flatMap(item -> item.only(name).stream()).toList());
      }
    }
    if (entries.isEmpty() && settings.isEmpty()) {
      String close = Suggestion.of(asked, known);
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "nothing is called "
              + Diagnostic.quoted(topic)
              + (close.isEmpty() ? "" : "; " + close)
              + " Topics are "
              + String.join(", ", new Topics())
              + ".");
    }
    return entries.isEmpty() ? settings : entries;
  }

  private static void put(Map<String, List<Item>> found, Topic topic, List<Item> items) {
    if (!items.isEmpty()) {
      found.put(topic.word(), items);
    }
  }

  private List<Item> items(Topic each) {
    Definitions definitions = workspace.extensions().definitions();
    return switch (each) {
      case DATASETS -> datasets();
      case METRICS ->
          Stream.concat(
                  Tasks.metrics(defaults(definitions, "evaluate"))
                      .map(metric -> new Item(metric.name(), metric.doc(), "", List.of())),
                  MetricKinds.addable(definitions).stream().map(DescribeCommand::addable))
              .toList();
      case SUITE ->
          List.of(
              new Item(
                  "suite", "The keys of a suite.", "", parameters(definitions.suite().keys())));
      case TRAIN, EVALUATE -> section(definitions, each.word());
      case TUNE -> tune(definitions);
      default ->
          definitions.group(each.word()).values().stream().map(DescribeCommand::item).toList();
    };
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
              .map(DescribeCommand::values)
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
    sectionKeys(definitions, section)
        .values()
        .forEach(key -> values.put(key.name(), key.defaultValue()));
    return Settings.of(values);
  }

  private static Map<String, ValueType.Key> sectionKeys(Definitions definitions, String name) {
    ValueType.Key key = Objects.requireNonNull(definitions.suite().keys().get(name));
    return ((ValueType.ObjectType) key.type()).keys();
  }

  private static List<Item> section(Definitions definitions, String name) {
    ValueType.Key key = Objects.requireNonNull(definitions.suite().keys().get(name));
    return List.of(
        new Item(
            name, key.doc(), key.source(), parameters(((ValueType.ObjectType) key.type()).keys())));
  }

  /** What is said of a search whatever its kind. */
  private static List<Item> tune(Definitions definitions) {
    ValueType.Key key = Objects.requireNonNull(definitions.suite().keys().get("tune"));
    return List.of(
        new Item("tune", key.doc(), "", parameters(((ValueType.KindType) key.type()).common())));
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

  private static void print(PrintWriter out, String topic, List<Item> items) {
    out.println(topic);
    for (Item item : items) {
      // A section of a suite is a topic and its only item.
      if (!item.name().equals(topic)) {
        out.println("  " + item.name());
      }
      out.println(
          "      " + item.doc() + (item.source().isEmpty() ? "" : " [" + item.source() + "]"));
      for (Parameter parameter : item.parameters()) {
        out.printf(
            Locale.ROOT,
            "      %-24s %s",
            parameter.name(),
            parameter.defaultValue().equals(REQUIRED)
                ? REQUIRED
                : "default " + parameter.defaultValue());
        out.print(parameter.allowed().isEmpty() ? "" : "; " + parameter.allowed());
        out.println(parameter.axis() ? "; a list is an axis" : "");
        if (!parameter.doc().isEmpty()) {
          out.println(
              "          "
                  + parameter.doc()
                  + (parameter.source().isEmpty() ? "" : " [" + parameter.source() + "]"));
        }
      }
    }
    out.println();
  }
}
