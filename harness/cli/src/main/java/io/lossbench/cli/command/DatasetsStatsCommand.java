package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.task.TruthSummary;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code datasets stats}: the truth of a dataset in numbers. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    description =
        "The truth in numbers, by split: how much there is per image, imbalance, counts of each class.")
public final class DatasetsStatsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "Name of the descriptor in datasets/.")
  String name = "";

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Mixin Workspace workspace = new Workspace();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Dataset dataset = workspace.loader().open(workspace.descriptor(name), InvalidImages.SKIP);
    dataset.notes().forEach(note -> err.println("note: " + note));
    if (!dataset.problems().isEmpty()) {
      err.println(
          "note: without "
              + dataset.problems().size()
              + " broken images; `datasets verify "
              + name
              + "` lists them");
    }
    Map<String, TruthSummary> splits = new LinkedHashMap<>();
    splits.put("train", summary(dataset, dataset.train()));
    dataset.validation().ifPresent(s -> splits.put("validation", summary(dataset, s)));
    splits.put("test", summary(dataset, dataset.test()));
    if (format == OutputFormat.JSON) {
      out.println(OutputFormat.json(document(dataset, splits)));
      return ExitCode.OK;
    }
    splits.forEach((split, s) -> out.printf(Locale.ROOT, "%-10s %s%n", split, s.sentence()));
    out.printf(Locale.ROOT, "%n%-32s", "class");
    splits.keySet().forEach(split -> out.printf(Locale.ROOT, " %10s", split));
    out.println();
    for (int c = 0; c < dataset.classes().size(); c++) {
      out.printf(Locale.ROOT, "%-32s", dataset.classes().get(c));
      for (TruthSummary s : splits.values()) {
        out.printf(Locale.ROOT, " %10d", s.perClass().get(c));
      }
      out.println();
    }
    return ExitCode.OK;
  }

  private static TruthSummary summary(Dataset dataset, Split split) {
    return dataset.task().summary(split.truth());
  }

  private static Map<String, Object> document(Dataset dataset, Map<String, TruthSummary> splits) {
    Map<String, Object> document = new LinkedHashMap<>();
    splits.forEach(
        (split, s) -> {
          Map<String, Object> numbers = new LinkedHashMap<>(s.numbers());
          Map<String, Integer> perClass = new LinkedHashMap<>();
          for (int c = 0; c < dataset.classes().size(); c++) {
            perClass.put(dataset.classes().get(c), s.perClass().get(c));
          }
          numbers.put("perClass", perClass);
          document.put(split, numbers);
        });
    return document;
  }
}
