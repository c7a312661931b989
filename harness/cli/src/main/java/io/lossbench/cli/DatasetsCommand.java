package io.lossbench.cli;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DeepCheck;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.TruthSummary;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

/** Looks after the data that suites name. */
@Command(
    name = "datasets",
    mixinStandardHelpOptions = true,
    description = "Lists, verifies, describes in numbers and fetches datasets.",
    subcommands = {
      DatasetsCommand.ListCommand.class,
      DatasetsCommand.VerifyCommand.class,
      DatasetsCommand.StatsCommand.class,
      FetchCommand.class
    })
final class DatasetsCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec command = Objects.requireNonNull(spec);
    command.commandLine().usage(command.commandLine().getOut());
  }

  /** What there is, and where it has to lie. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the descriptors: title, source, licence and the files they expect.")
  static final class ListCommand implements Callable<Integer> {
    @Mixin Workspace workspace = new Workspace();
    @Spec @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      for (String name : workspace.reader().descriptorNames()) {
        Settings descriptor = workspace.descriptor(name);
        out.println(name + "  " + descriptor.text("title"));
        for (String key : List.of("description", "source", "licence")) {
          if (!descriptor.text(key).isEmpty()) {
            out.println("    " + descriptor.text(key));
          }
        }
        workspace.format(descriptor).layout().forEach(line -> out.println("    DIR/" + line));
        int files = descriptor.list("files").size();
        if (files > 0) {
          out.println("    fetch: lossbench datasets fetch " + name + " --data DIR");
        }
      }
      return ExitCode.OK;
    }
  }

  /** Whether a dataset can be used as it lies there. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description =
          "Checks annotations, splits and images of a dataset and prints its fingerprint. Exit code"
              + " 1 if something is broken.")
  static final class VerifyCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Parameters(paramLabel = "NAME", description = "Name of the descriptor in datasets/.")
    String name = "";

    @Option(names = "--deep", description = "Decode every image too.")
    boolean deep;

    @Mixin Workspace workspace = new Workspace();
    @Spec @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      Dataset dataset = workspace.loader().open(workspace.descriptor(name), true);
      out.println(
          name
              + ": "
              + dataset.train().size()
              + " training"
              + dataset.validation().map(split -> ", " + split.size() + " validation").orElse("")
              + " and "
              + dataset.test().size()
              + " test images, "
              + dataset.classes().size()
              + " classes");
      out.println("fingerprint " + dataset.fingerprint());
      dataset.notes().forEach(note -> out.println("note: " + note));
      List<Dataset.Problem> problems = new ArrayList<>(dataset.problems());
      if (deep) {
        problems.addAll(DeepCheck.undecodable(dataset));
      }
      problems.stream().limit(SHOWN).forEach(problem -> out.println("broken: " + problem));
      if (problems.size() > SHOWN) {
        out.println("... and " + (problems.size() - SHOWN) + " more");
      }
      out.println(
          problems.isEmpty()
              ? "every image is there" + (deep ? " and can be decoded" : ", whole at its ends")
              : problems.size()
                  + (problems.size() == 1 ? " image is broken" : " images are broken"));
      return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** The labels of a dataset in numbers. */
  @Command(
      name = "stats",
      mixinStandardHelpOptions = true,
      description =
          "The truth in numbers, by split: how much there is per image, imbalance, counts of each class.")
  static final class StatsCommand implements Callable<Integer> {
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
      Dataset dataset = workspace.loader().open(workspace.descriptor(name), true);
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
      return dataset.task().summary(split.labels());
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
}
