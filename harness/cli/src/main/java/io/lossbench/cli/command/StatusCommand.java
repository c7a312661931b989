package io.lossbench.cli.command;

import io.lossbench.cli.launch.UnlikeMachines;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.run.LedgerStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code status}, which tells how far the machines that train a suite are. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Tells which trials of a suite are done, which are running and where, which have failed, and"
          + " how many wait. Only reads; who trains in a shared folder is seen by the locks there.",
      ""
    })
public final class StatusCommand implements Callable<Integer> {
  private static final long WATCH_MILLIS = 5_000;

  @Parameters(
      paramLabel = "SUITE",
      description =
          "The suite's YAML file, its name as in results/<suite>, or a folder with its results.")
  String suite = "";

  @Mixin Workspace workspace = new Workspace();

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Option(
      names = "--watch",
      description = "Tell again whenever something changes, until no trial is left to be trained.")
  boolean watch;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Ledger ledger = ledger();
    LedgerStatus status = print(ledger, out);
    while (watch && !status.isOver()) {
      Thread.sleep(WATCH_MILLIS);
      LedgerStatus now = LedgerStatus.of(ledger);
      if (!now.equals(status)) {
        status = print(ledger, out);
      }
    }
    return ExitCode.OK;
  }

  private Ledger ledger() {
    Path path = Path.of(suite);
    if (Files.isDirectory(path)) {
      return new Ledger(path);
    }
    return Files.isRegularFile(path)
        ? workspace.ledger(workspace.reader().read(path, List.of()).name())
        : workspace.ledger(suite);
  }

  private LedgerStatus print(Ledger ledger, PrintWriter out) {
    if (ledger.planned().isEmpty()) {
      throw new HarnessException(
          "nothing was run in " + ledger.folder() + " yet; `lossbench run` or `submit` begins it");
    }
    LedgerStatus status = LedgerStatus.of(ledger);
    if (format == OutputFormat.JSON) {
      out.println(OutputFormat.json(status));
    } else {
      text(status, out);
      UnlikeMachines.among(PlannedRecords.of(ledger))
          .ifPresent(note -> out.println("note: " + note));
    }
    out.flush();
    return status;
  }

  private static void text(LedgerStatus status, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %d of %d trials are done, %d running, %d failed, %d waiting%s%n",
        status.suite(),
        status.done(),
        status.trials(),
        status.running().size(),
        status.failed().size(),
        status.waiting(),
        status.following() == 0 ? "" : TuningText.following(status.following()));
    for (LedgerStatus.Running trial : status.running()) {
      out.println(
          "running  "
              + trial.name()
              + (trial.epoch() == 0 ? "" : "  epoch " + trial.epoch() + "/" + trial.epochs())
              + "  on "
              + trial.where());
    }
    for (LedgerStatus.Failed trial : status.failed()) {
      out.println("failed   " + trial.name() + "  on " + trial.host() + ": " + trial.reason());
    }
  }
}
