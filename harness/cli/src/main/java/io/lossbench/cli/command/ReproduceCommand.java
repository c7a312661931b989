package io.lossbench.cli.command;

import io.lossbench.cli.launch.RecordedIngredients;
import io.lossbench.cli.launch.Resources;
import io.lossbench.cli.launch.Retraining;
import io.lossbench.cli.launch.TemporaryFolder;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.cli.terminal.ProgressLine;
import io.lossbench.cli.terminal.ShownPath;
import io.lossbench.core.HarnessException;
import io.lossbench.core.check.Reproduction;
import io.lossbench.core.check.ReproductionText;
import io.lossbench.core.file.PrintableText;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.random.SplitMix64;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code reproduce}, which trains rows of a ledger again from their records alone. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    description = {
      "Trains rows of results again from their records alone, and says whether they come out as"
          + " recorded: with the same bits, or in which epoch and quantity the two part.",
      "On the recorded kind of machine, with its threads, engine and numerics, every bit must be the"
          + " same, or the exit code is 1. Elsewhere the primary metric may differ by the tolerance.",
      ""
    })
public final class ReproduceCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "RESULTS",
      description =
          "Folder with the results of a suite, such as results/quickstart; its records suffice.")
  Path results = Path.of("");

  /** Which rows. */
  static final class Rows {
    @Option(
        names = "--trial",
        paramLabel = "ID",
        description = "The row with this id, or its beginning, or with this name.")
    @Nullable String trial;

    @Option(
        names = "--sample",
        paramLabel = "K",
        description = "K rows, drawn by --seed; by default 1.")
    @Nullable Integer sample;

    @Option(names = "--all", description = "All rows.")
    boolean all;
  }

  @ArgGroup @Nullable Rows rows;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the sample; by default ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--tolerance",
      paramLabel = "POINTS",
      description =
          "Difference of the primary metric that is accepted where bits cannot be asked for, in"
              + " percent points; by default ${DEFAULT-VALUE}.")
  double tolerance = 0.5;

  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description =
          "Folder to keep the new records in; it must be empty. By default none are kept.")
  @Nullable Path keep;

  @Option(
      names = "--device",
      split = ",",
      paramLabel = "NAME",
      description =
          "cpu, gpu, gpu:1, or several cards such as gpu:0,gpu:1, which are given to the trials in"
              + " turn; by default cpu for what was trained there, else as in run.")
  List<String> devices = new ArrayList<>();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Trials that run at a time; by default one for each device.")
  @Nullable Integer jobs;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of the engine for each trial; by default as many as recorded. Another number"
              + " gives other bits.")
  @Nullable Integer threads;

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Mixin DataOptions data = new DataOptions();

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (!(tolerance >= 0)) {
      throw new ParameterException(line(), "--tolerance is 0 or more, not " + tolerance);
    }
    Ledger ledger = ledger();
    List<TrialRecord> chosen = chosen(ledger.records());
    List<TrialRecord> completed = chosen.stream().filter(TrialRecord::isCompleted).toList();
    List<TrialRecord> failed = chosen.stream().filter(record -> !record.isCompleted()).toList();
    if (completed.isEmpty()) {
      throw new HarnessException(
          "no row of "
              + results
              + " that was asked for is complete: there is nothing to reproduce");
    }
    completed.forEach(record -> resources(record.provenance().comparable()));
    if (keep != null) {
      requireEmpty(keep);
    }
    RecordedIngredients ingredients =
        new RecordedIngredients(completed, ledger.planned(), data.weightsRoots());
    ingredients.require(completed.stream().map(TrialRecord::trial).toList(), data.loader());

    List<Reproduction> reproductions = new ArrayList<>();
    again(ingredients, completed)
        .forEach(
            (original, again) -> reproductions.add(Reproduction.of(original, again, tolerance)));
    answer(completed.get(0).suite(), reproductions, failed);
    return ReproductionText.isReproduced(reproductions) ? ExitCode.OK : ExitCode.FAILED;
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec).commandLine();
  }

  private Ledger ledger() {
    if (!Files.isDirectory(results.resolve("trials"))) {
      throw new HarnessException(
          "there are no results in "
              + results
              + "; name a folder that `lossbench run` has written, such as results/quickstart");
    }
    return new Ledger(results);
  }

  private List<TrialRecord> chosen(List<TrialRecord> records) {
    if (rows != null && rows.all) {
      return records;
    }
    String wanted = rows == null ? null : rows.trial;
    if (wanted == null) {
      return sample(records.stream().filter(TrialRecord::isCompleted).toList());
    }
    List<TrialRecord> found =
        records.stream().filter(record -> isNamed(record.trial(), wanted)).toList();
    if (found.isEmpty()) {
      throw new ParameterException(
          line(),
          "--trial "
              + wanted
              + " is none of the "
              + records.size()
              + " rows of "
              + results
              + "; trials.csv there lists them");
    }
    return found;
  }

  private static boolean isNamed(Trial trial, String wanted) {
    return trial.id().startsWith(wanted) || trial.name().equals(wanted);
  }

  private List<TrialRecord> sample(List<TrialRecord> records) {
    int size = rows == null ? 1 : Objects.requireNonNullElse(rows.sample, 1);
    if (size < 1) {
      throw new ParameterException(line(), "--sample is 1 or more, not " + size);
    }
    int[] order = IntStream.range(0, records.size()).toArray();
    new SplitMix64(seed).shuffle(order);
    return Arrays.stream(order).limit(size).sorted().mapToObj(records::get).toList();
  }

  private Resources resources(Provenance.Terms recorded) {
    String unnamed = recorded.device().equals("cpu") ? "cpu" : ResourceOptions.defaultDevice();
    return ResourceOptions.resources(
        line(),
        devices.isEmpty() ? List.of(unnamed) : devices,
        Optional.ofNullable(jobs),
        Optional.of(Objects.requireNonNullElse(threads, recorded.threads())));
  }

  private Map<TrialRecord, TrialRecord> again(
      RecordedIngredients ingredients, List<TrialRecord> originals)
      throws InterruptedException, IOException {
    PrintWriter err = line().getErr();
    Retraining retraining =
        new Retraining(
            ingredients,
            data.dataRoots(),
            this::resources,
            atATime -> ProgressLine.asWatched(err, atATime));
    if (keep == null) {
      try (TemporaryFolder folder = new TemporaryFolder("lossbench-reproduce-")) {
        return retraining.run(originals, new Ledger(folder.path()));
      }
    }
    return retraining.run(originals, new Ledger(keep));
  }

  /** A record that lay there before would pass for one that was trained now. */
  private void requireEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new ParameterException(
            line(),
            "--keep " + folder + " is not empty; name a folder that is, or that is not there yet");
      }
    }
  }

  private void answer(String suite, List<Reproduction> reproductions, List<TrialRecord> failed) {
    PrintWriter out = line().getOut();
    String summary = ReproductionText.summary(reproductions, failed.size());
    if (format == OutputFormat.JSON) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("reproduced", ReproductionText.isReproduced(reproductions));
      document.put("summary", summary);
      document.put("tolerance", tolerance);
      document.put("rows", reproductions);
      document.put("skipped", failed.stream().map(record -> record.trial().name()).toList());
      out.println(OutputFormat.json(document));
      return;
    }
    for (Reproduction row : reproductions) {
      ReproductionText.lines(row).forEach(out::println);
    }
    for (TrialRecord record : failed) {
      String reason = record.failure() == null ? "" : record.failure().reason();
      out.println(
          PrintableText.of(
              "skipped           "
                  + record.trial().name()
                  + "  it failed when it was run: "
                  + reason.replace("\n", " ")));
    }
    out.println(PrintableText.of(suite + " " + summary));
    if (keep != null) {
      out.println("the new records are in " + ShownPath.of(keep));
    }
  }
}
