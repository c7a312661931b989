package io.lossbench.cli;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DeepCheck;
import io.lossbench.core.dataset.Layout;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.suite.Settings;
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
        Layout.of(descriptor.settings("format")).forEach(line -> out.println("    DIR/" + line));
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
          "Label statistics by split: positives per image, imbalance, counts of each class.")
  static final class StatsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of the descriptor in datasets/.")
    String name = "";

    @Option(names = "--format", description = "text or json.")
    OutputFormat format = OutputFormat.TEXT;

    @Mixin Workspace workspace = new Workspace();
    @Spec @Nullable CommandSpec spec;

    /**
     * Labels of one split.
     *
     * @param negativesPerPositive the imbalance over all known pairs
     */
    record Statistics(
        int images,
        double positivesPerImage,
        double positiveShare,
        double negativesPerPositive,
        long unknownPairs,
        Map<String, Integer> positives) {}

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
      Map<String, Statistics> splits = new LinkedHashMap<>();
      splits.put("train", statistics(dataset, dataset.train()));
      dataset.validation().ifPresent(s -> splits.put("validation", statistics(dataset, s)));
      splits.put("test", statistics(dataset, dataset.test()));
      if (format == OutputFormat.JSON) {
        out.println(OutputFormat.json(splits));
        return ExitCode.OK;
      }
      splits.forEach(
          (split, s) ->
              out.printf(
                  Locale.ROOT,
                  "%-10s %d images, %.4f positives an image, %.2f %% positive, %.1f negatives a"
                      + " positive, %d pairs unknown%n",
                  split,
                  s.images(),
                  s.positivesPerImage(),
                  100 * s.positiveShare(),
                  s.negativesPerPositive(),
                  s.unknownPairs()));
      out.printf(Locale.ROOT, "%n%-32s", "class");
      splits.keySet().forEach(split -> out.printf(Locale.ROOT, " %10s", split));
      out.println();
      for (String each : dataset.classes()) {
        out.printf(Locale.ROOT, "%-32s", each);
        splits.values().forEach(s -> out.printf(Locale.ROOT, " %10d", s.positives().get(each)));
        out.println();
      }
      return ExitCode.OK;
    }

    private static Statistics statistics(Dataset dataset, Split split) {
      Map<String, Integer> positives = new LinkedHashMap<>();
      long positive = 0;
      long known = 0;
      for (int c = 0; c < dataset.classes().size(); c++) {
        var column = split.labels().column(c);
        positives.put(dataset.classes().get(c), column.positives());
        positive += column.positives();
        known += column.rows().length;
      }
      long pairs = (long) split.size() * dataset.classes().size();
      return new Statistics(
          split.size(),
          (double) positive / split.size(),
          (double) positive / known,
          (double) (known - positive) / positive,
          pairs - known,
          positives);
    }
  }
}
