package io.lossbench.cli.command;

import io.lossbench.cli.report.ComparedLedgers;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.HarnessException;
import io.lossbench.core.analysis.LedgerComparison;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.provenance.Provenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code compare}, which says what lies between results of the same losses. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares results of the same losses: of two commits, machines or engines. Each is compared"
          + " with the first.",
      "Repetitions with equal seeds are compared pair by pair, others by their means. What differs"
          + " besides the numbers is named. Losses that were measured on other images or by other"
          + " rules are not compared.",
      ""
    })
public final class CompareCommand implements Callable<Integer> {
  /** The forms in which a comparison is written. */
  enum Form {
    TEXT,
    MARKDOWN,
    JSON,
    HTML
  }

  @Parameters(
      paramLabel = "RESULTS",
      arity = "2..*",
      description =
          "Folders with results, such as results/reference/quickstart results/quickstart.")
  List<Path> results = List.of();

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "Metric to compare, such as CF1; can be given more than once, `all` stands for every one"
              + " that the results have. By default the primary one.")
  List<String> metrics = List.of();

  @Option(names = "--format", description = "text, markdown, json or html.")
  Form form = Form.TEXT;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File to write instead of standard output.")
  @Nullable Path output;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    List<List<TrialRecord>> ledgers = results.stream().map(CompareCommand::completed).toList();
    Set<String> chosen = chosen(ledgers);
    ComparedLedgers compared =
        new ComparedLedgers(
            results.get(0).toString(),
            made(ledgers.get(0)),
            IntStream.range(1, ledgers.size())
                .mapToObj(
                    i ->
                        new ComparedLedgers.Other(
                            results.get(i).toString(),
                            made(ledgers.get(i)),
                            LedgerComparison.of(ledgers.get(0), ledgers.get(i), chosen)))
                .toList());
    String text =
        switch (form) {
          case TEXT -> compared.text();
          case MARKDOWN -> compared.markdown();
          case JSON -> OutputFormat.json(compared) + "\n";
          case HTML -> compared.html();
        };
    if (output == null) {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      out.print(text);
      out.flush();
    } else {
      write(output, text);
    }
    return ExitCode.OK;
  }

  private static List<TrialRecord> completed(Path folder) {
    List<TrialRecord> records =
        TrialRecord.withoutTuning(PlannedRecords.in(folder)).stream()
            .filter(TrialRecord::isCompleted)
            .toList();
    if (records.isEmpty()) {
      throw new HarnessException("no trial in " + folder + " is complete; run its suite");
    }
    return records;
  }

  /** Empty for the primary metric. */
  private Set<String> chosen(List<List<TrialRecord>> ledgers) {
    Set<String> known = new TreeSet<>();
    ledgers.stream()
        .flatMap(List::stream)
        .map(TrialRecord::outcome)
        .filter(Objects::nonNull)
        .flatMap(outcome -> outcome.weights().stream())
        .map(Outcome.Evaluation::metrics)
        .forEach(values -> known.addAll(values.keySet()));
    if (metrics.contains("all")) {
      return known;
    }
    for (String metric : metrics) {
      if (!known.contains(metric)) {
        throw new ParameterException(
            Objects.requireNonNull(spec).commandLine(),
            "no result has the metric '" + metric + "'; there are: " + String.join(", ", known));
      }
    }
    return new LinkedHashSet<>(metrics);
  }

  /** What the trials of a ledger were made with. */
  private static String made(List<TrialRecord> records) {
    return String.join(
        "; ",
        records.stream()
            .map(record -> record.provenance().comparable())
            .map(CompareCommand::made)
            .distinct()
            .toList());
  }

  private static String made(Provenance.Terms terms) {
    return "lossbench "
        + terms.lossbench()
        + ", "
        + terms.engine()
        + ", "
        + terms.deviceModel()
        + ", "
        + terms.threads()
        + (terms.threads() == 1 ? " thread" : " threads");
  }

  private static void write(Path file, String text) {
    try {
      DurableFile.write(file, text);
    } catch (IOException e) {
      throw new HarnessException("cannot write " + file, e);
    }
  }
}
