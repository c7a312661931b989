package io.lossbench.cli.command;

import io.lossbench.cli.launch.RecordedIngredients;
import io.lossbench.cli.report.IndexPage;
import io.lossbench.cli.report.ReportWriter;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.ShownPath;
import io.lossbench.core.HarnessException;
import io.lossbench.core.file.ShellWord;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.TrialRecord;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code report}, which renders ledgers. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Renders reports/<suite>.html and .md from the ledger; the same ledger gives the same bytes.",
      "Tells where scores, labels or weights are not those of the records (exit code 1).",
      "",
      "--all renders every suite of the results folder, and index.html and .md with a row for"
          + " each.",
      "",
      "--examples shows what detectors found: it reads images of the dataset, which no other report"
          + " does, and writes them into reports/<suite>+examples.html.",
      ""
    })
public final class ReportCommand implements Callable<Integer> {
  private static final double ABOVE = 0.3;

  @Parameters(
      arity = "0..1",
      paramLabel = "SUITE",
      description = "Name of the suite, as in results/<suite>.")
  @Nullable String suite;

  @Option(names = "--all", description = "All suites of the results folder, and an index of them.")
  boolean all;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description =
          "Test images to show with the boxes of each loss, for each dataset and backbone.")
  @Nullable Integer examples;

  @Option(
      names = "--above",
      paramLabel = "SCORE",
      description = "Score above which --examples draws a detection, 0 to 1; by default 0.3.")
  @Nullable Double above;

  @Mixin Workspace workspace = new Workspace();

  @Option(
      names = "--reports",
      paramLabel = "DIR",
      description = "Folder for the report; by default reports/ of lossbench.")
  Path reports = Workspace.home().resolve("reports");

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (all == (suite != null)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          all
              ? "--all takes no suite; name the suite or give --all"
              : "no suite is named; name one, or give --all for all of the results folder");
    }
    if (examples != null && (all || examples < 1)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          all
              ? "--examples is for one suite; name it instead of --all"
              : "--examples is 1 or more, not " + examples);
    }
    if (above != null && (examples == null || !(above >= 0 && above <= 1))) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          examples == null
              ? "--above is for --examples, which says how many images to show"
              : "--above is from 0 to 1, not " + above);
    }
    if (suite != null) {
      Ledger ledger = workspace.ledger(suite);
      ReportWriter.Written written = ReportWriter.write(ledger, reports);
      PrintWriter out = out();
      written.answer().forEach(out::println);
      out.println();
      out.println(
          "report: " + ShownPath.of(written.html()) + " and " + ShownPath.of(written.markdown()));
      if (examples != null) {
        out.println("examples: " + ShownPath.of(examples(ledger, examples)));
      }
      return isWhole(ledger) ? ExitCode.OK : ExitCode.FAILED;
    }
    return index();
  }

  private Path examples(Ledger ledger, int count) {
    Ledger.Planned planned = ledger.planned().orElseThrow();
    List<TrialRecord> records = ledger.records().stream().filter(TrialRecord::isCompleted).toList();
    if (records.isEmpty()) {
      throw new HarnessException(
          "no trial of '" + planned.suite() + "' is complete: there are no examples to show yet");
    }
    return ReportWriter.writeExamples(
        new DetectionExamples(
                ledger,
                new RecordedIngredients(records, Optional.of(planned), workspace.dataRoots()),
                workspace.loader(),
                count,
                above == null ? ABOVE : above)
            .page(planned),
        reports);
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  private PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  /** A ledger that cannot be read costs no other: it is a row with the reason. */
  private int index() {
    List<IndexPage.Row> rows = new ArrayList<>();
    boolean whole = true;
    for (Path folder : ledgers()) {
      String name = folder.getFileName().toString();
      try {
        Ledger ledger = workspace.ledger(name);
        String planned = ledger.planned().map(Ledger.Planned::suite).orElse(name);
        if (!planned.equals(name)) {
          throw new HarnessException(
              folder + " holds the results of the suite '" + planned + "'; rename the folder");
        }
        rows.add(ReportWriter.write(ledger, reports).row());
        whole &= isWhole(ledger);
      } catch (HarnessException e) {
        String reason = String.valueOf(e.getMessage());
        err().println("fault: " + name + ": " + reason);
        // A path would make other bytes on another machine.
        rows.add(
            IndexPage.Row.faulty(
                name, reason.replace(workspace.results.toString() + File.separator, "")));
        whole = false;
      }
    }
    if (rows.isEmpty()) {
      throw new HarnessException(
          "there are no results in " + workspace.results + "; run a suite first");
    }
    ReportWriter.WrittenIndex index = ReportWriter.writeIndex(new IndexPage(rows), reports);
    out()
        .println(
            rows.size()
                + (rows.size() == 1 ? " suite: " : " suites: ")
                + ShownPath.of(index.html())
                + " and "
                + ShownPath.of(index.markdown()));
    return whole ? ExitCode.OK : ExitCode.FAILED;
  }

  /** The folders in which something was planned, by name. */
  private List<Path> ledgers() {
    if (!Files.isDirectory(workspace.results)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(workspace.results)) {
      return folders.filter(folder -> Files.exists(folder.resolve("plan.json"))).sorted().toList();
    } catch (IOException e) {
      throw new HarnessException("cannot list the results in " + workspace.results, e);
    }
  }

  /**
   * Tells what is not what it was: the report is made of the records, which were checked when they
   * were read; this is what they were made of.
   */
  private boolean isWhole(Ledger ledger) {
    List<TrialRecord> records = ledger.records();
    if (Files.exists(ledger.folder().resolve("trials.csv"))
        && !LedgerCheck.ofTables(ledger, records).isEmpty()) {
      err()
          .println(
              "note: trials.csv and epochs.csv are not what the records say, as where shards were"
                  + " stopped or records copied; make them anew with `lossbench merge "
                  + ShellWord.ofFile(ShownPath.of(ledger.folder()))
                  + " --results "
                  + ShellWord.ofFile(ShownPath.of(workspace.results))
                  + "`");
    }
    LedgerCheck files = LedgerCheck.ofFiles(ledger, records);
    files.faults().forEach(fault -> err().println("fault: " + fault));
    return files.faults().isEmpty();
  }
}
