package io.lossbench.cli.command;

import io.lossbench.cli.report.ReportWriter;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.ShellWord;
import io.lossbench.cli.terminal.ShownPath;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.TrialRecord;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code report}, which renders a ledger. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Renders reports/<suite>.html and .md from the ledger; the same ledger gives the same bytes.",
      "Tells where scores, labels or weights are not those of the records (exit code 1).",
      ""
    })
public final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SUITE", description = "Name of the suite, as in results/<suite>.")
  String suite = "";

  @Mixin Workspace workspace = new Workspace();

  @Option(
      names = "--reports",
      paramLabel = "DIR",
      description = "Folder for the report; by default reports/ of lossbench.")
  Path reports = Workspace.home().resolve("reports");

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    Ledger ledger = workspace.ledger(suite);
    ReportWriter.Written written = ReportWriter.write(ledger, reports);
    written.answer().forEach(out::println);
    out.println();
    out.println(
        "report: " + ShownPath.of(written.html()) + " and " + ShownPath.of(written.markdown()));
    // The report is made of the records, which were checked when they were read; this is what they
    // were made of.
    List<TrialRecord> records = ledger.records();
    if (Files.exists(ledger.folder().resolve("trials.csv"))
        && !LedgerCheck.ofTables(ledger, records).isEmpty()) {
      err.println(
          "note: trials.csv and epochs.csv are not what the records say, as where shards were"
              + " stopped or records copied; make them anew with `lossbench merge "
              + ShellWord.ofFile(ShownPath.of(ledger.folder()))
              + " --results "
              + ShellWord.ofFile(ShownPath.of(workspace.results))
              + "`");
    }
    LedgerCheck files = LedgerCheck.ofFiles(ledger, records);
    files.faults().forEach(fault -> err.println("fault: " + fault));
    return files.faults().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }
}
