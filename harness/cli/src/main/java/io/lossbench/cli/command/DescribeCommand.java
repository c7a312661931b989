package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Suggestion;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
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
  /** For completion and help. */
  static final class Topics implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              Arrays.stream(Vocabulary.Topic.values()).map(Vocabulary.Topic::word),
              Stream.of("all"))
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

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    String asked = topic.toLowerCase(Locale.ROOT);
    Vocabulary words = new Vocabulary(workspace);
    Map<String, List<Vocabulary.Item>> topics = new LinkedHashMap<>();
    for (Vocabulary.Topic each : Vocabulary.Topic.values()) {
      if (asked.equals("all") || asked.equals(each.word())) {
        topics.put(each.word(), words.items(each));
      }
    }
    if (topics.isEmpty()) {
      topics = named(words, asked);
    }
    if (format == OutputFormat.JSON) {
      out.println(OutputFormat.json(topics));
    } else {
      topics.forEach((word, found) -> print(out, word, found));
    }
    return ExitCode.OK;
  }

  /** The entries of that name, else the settings of that name with the entries they belong to. */
  private Map<String, List<Vocabulary.Item>> named(Vocabulary words, String asked) {
    String name = asked.substring(asked.lastIndexOf('.') + 1);
    Map<String, List<Vocabulary.Item>> entries = new LinkedHashMap<>();
    Map<String, List<Vocabulary.Item>> settings = new LinkedHashMap<>();
    Set<String> known = new TreeSet<>(Set.of("all"));
    for (Vocabulary.Topic each : Vocabulary.Topic.values()) {
      known.add(each.word());
      List<Vocabulary.Item> items = words.items(each);
      items.forEach(item -> known.add(item.name()));
      put(entries, each, items.stream().filter(item -> item.is(asked)).toList());
      if (each != Vocabulary.Topic.DATASETS) {
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
              + (close.isEmpty() ? "." : "; " + close)
              + " Topics are "
              + String.join(", ", new Topics())
              + ".");
    }
    return entries.isEmpty() ? settings : entries;
  }

  private static void put(
      Map<String, List<Vocabulary.Item>> found,
      Vocabulary.Topic topic,
      List<Vocabulary.Item> items) {
    if (!items.isEmpty()) {
      found.put(topic.word(), items);
    }
  }

  private static void print(PrintWriter out, String topic, List<Vocabulary.Item> items) {
    out.println(topic);
    for (Vocabulary.Item item : items) {
      // A section of a suite is a topic and its only item.
      if (!item.name().equals(topic)) {
        out.println("  " + item.name());
      }
      out.println(
          "      " + item.doc() + (item.source().isEmpty() ? "" : " [" + item.source() + "]"));
      for (Vocabulary.Parameter parameter : item.parameters()) {
        out.printf(
            Locale.ROOT,
            "      %-24s %s",
            parameter.name(),
            parameter.defaultValue().equals(Vocabulary.REQUIRED)
                ? Vocabulary.REQUIRED
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
