package io.lossbench.cli.command;

import io.lossbench.cli.launch.UnlikeMachines;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.ShownPath;
import io.lossbench.core.HarnessException;
import io.lossbench.core.analysis.KeptResults;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerMerge;
import io.lossbench.core.ledger.TrialRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code merge}, which puts together what several machines have trained. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the records of one suite from several folders into results/<suite>, and makes its"
          + " tables anew.",
      "A trial that has other numbers in another folder is named, and nothing is written (exit code"
          + " 3). Folders that were copied are left as they are; merging results/<suite> itself"
          + " makes its tables anew, no more.",
      ""
    })
public final class MergeCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FROM",
      description = "Folders with results of the same suite, such as node-1/results/quickstart.")
  List<Path> from = new ArrayList<>();

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Folder for the ledgers; by default results/ of lossbench.")
  Path results = Workspace.home().resolve("results");

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    List<Ledger> ledgers = from.stream().map(Ledger::new).toList();
    Ledger into = new Ledger(results.resolve(suite(ledgers.get(0))));
    Ledger.Planned planned;
    List<LedgerMerge.Source> sources;
    Channel held = into.lockIfPossible();
    try {
      sources = new LedgerMerge(into, ledgers).run();
      planned = into.planned().orElseThrow();
      KeptResults.write(into);
    } finally {
      held.close();
    }
    for (LedgerMerge.Source source : sources) {
      out.printf(
          Locale.ROOT,
          "%s: %d records copied, %d there already%n",
          source.folder(),
          source.taken(),
          source.present());
    }
    List<TrialRecord> records = PlannedRecords.of(into);
    out.printf(
        Locale.ROOT,
        "%d of %d trials are done%s; results in %s%n",
        records.stream().filter(TrialRecord::isCompleted).count(),
        planned.trials().size(),
        planned.following() == 0 ? "" : TuningText.following(planned.following()),
        ShownPath.of(into.folder()));
    UnlikeMachines.among(records).ifPresent(note -> err.println("note: " + note));
    return ExitCode.OK;
  }

  private static String suite(Ledger first) {
    return first
        .planned()
        .map(Ledger.Planned::suite)
        .orElseThrow(
            () ->
                new HarnessException(
                    "there are no results in "
                        + first.folder()
                        + "; name folders that `lossbench run` has written, such as"
                        + " results/quickstart"));
  }
}
