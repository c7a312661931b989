package io.lossbench.cli;

import io.lossbench.core.metric.MultiLabelMetrics;
import io.lossbench.core.metric.SingleLabelMetrics;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.ValueType;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains what a suite can name. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description =
        "Explains losses, backbones, datasets, metrics, optimizers, schedules, formats or train settings: parameters, defaults, sources.")
final class DescribeCommand implements Callable<Integer> {
  enum Topic {
    LOSSES,
    BACKBONES,
    DATASETS,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    FORMATS,
    TRAIN,
    EVALUATE,
    ALL
  }

  @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "${COMPLETION-CANDIDATES}")
  Topic topic = Topic.ALL;

  @Mixin Workspace workspace = new Workspace();

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

  /** Something that a suite can name. */
  record Item(String name, String doc, String source, List<Parameter> parameters) {}

  record Parameter(
      String name, String defaultValue, String allowed, boolean axis, String doc, String source) {}

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Map<String, List<Item>> topics = new LinkedHashMap<>();
    for (Topic each : Topic.values()) {
      if (each != Topic.ALL && (topic == Topic.ALL || topic == each)) {
        topics.put(each.name().toLowerCase(Locale.ROOT), items(each));
      }
    }
    if (format == OutputFormat.JSON) {
      out.println(OutputFormat.json(topics));
    } else {
      topics.forEach((name, items) -> print(out, name, items));
    }
    return ExitCode.OK;
  }

  private List<Item> items(Topic each) {
    Definitions definitions = workspace.losses().definitions();
    return switch (each) {
      case DATASETS -> datasets();
      case METRICS ->
          Stream.concat(
                  MultiLabelMetrics.meanings(new MultiLabelMetrics.Protocol(0.5, 3)).stream(),
                  SingleLabelMetrics.meanings().stream())
              .map(metric -> new Item(metric.name(), metric.doc(), "", List.of()))
              .toList();
      case TRAIN, EVALUATE -> section(definitions, each.name().toLowerCase(Locale.ROOT));
      default ->
          definitions.group(each.name().toLowerCase(Locale.ROOT)).values().stream()
              .map(
                  kind -> new Item(kind.name(), kind.doc(), kind.source(), parameters(kind.keys())))
              .toList();
    };
  }

  private static List<Item> section(Definitions definitions, String name) {
    ValueType.Key key = Objects.requireNonNull(definitions.suite().keys().get(name));
    return List.of(
        new Item(
            name, key.doc(), key.source(), parameters(((ValueType.ObjectType) key.type()).keys())));
  }

  private List<Item> datasets() {
    List<Item> items = new ArrayList<>();
    for (String name : workspace.reader().descriptorNames()) {
      Settings descriptor = workspace.reader().descriptor(name).orElseThrow();
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
                        ? (key.required() ? "required" : "none")
                        : String.valueOf(key.defaultValue()),
                    key.type().range(),
                    key.axis(),
                    key.doc(),
                    key.source()))
        .toList();
  }

  private static void print(PrintWriter out, String topic, List<Item> items) {
    out.println(topic);
    for (Item item : items) {
      out.println("  " + item.name());
      out.println(
          "      " + item.doc() + (item.source().isEmpty() ? "" : " [" + item.source() + "]"));
      for (Parameter parameter : item.parameters()) {
        out.printf(
            Locale.ROOT, "      %-24s default %s", parameter.name(), parameter.defaultValue());
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
