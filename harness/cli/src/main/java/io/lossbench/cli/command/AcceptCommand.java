package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.core.HarnessException;
import io.lossbench.core.check.Check;
import io.lossbench.core.check.CheckFormats;
import io.lossbench.core.check.Finding;
import io.lossbench.core.check.Rules;
import io.lossbench.core.check.Status;
import io.lossbench.core.file.PrintableText;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.ReferenceLedger;
import io.lossbench.core.ledger.TrialRecord;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code accept}, which makes results the reference of later checks. */
@Command(
    name = "accept",
    mixinStandardHelpOptions = true,
    description = {
      "Makes results the reference that `check` holds others against, and shows first what changes"
          + " in it.",
      "A reference is a folder with plan, records and tables, without scores, labels and weights:"
          + " small enough to be committed. It is replaced as a whole or not at all.",
      ""
    })
public final class AcceptCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "RESULTS",
      description = "Folder with the results of a suite, such as results/quickstart.")
  Path results = Path.of("");

  @Option(
      names = "--as",
      required = true,
      paramLabel = "REFERENCE",
      description = "Folder of the reference, such as results/reference/quickstart.")
  Path reference = Path.of("");

  @Option(
      names = "--incomplete",
      description = "Accept results of which a trial failed or was not run.")
  boolean incomplete;

  @Option(names = "--dry-run", description = "Show what would change, and write nothing.")
  boolean dryRun;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<TrialRecord> records = PlannedRecords.in(results);
    Ledger ledger = new Ledger(results);
    requireSound(ledger);
    requireComplete(ledger, records);
    ReferenceLedger.requireReplaceable(reference);
    if (Files.isDirectory(reference.resolve("trials"))) {
      showChanges(out, records);
    } else {
      out.println(PrintableText.of(records.get(0).suite() + " has no reference yet"));
    }
    if (dryRun) {
      out.println("nothing was written");
      return ExitCode.OK;
    }
    ReferenceLedger.write(ledger, records, reference);
    out.println(
        PrintableText.of(
            "wrote "
                + records.size()
                + " records of "
                + records.get(0).suite()
                + " to "
                + reference
                + "; commit the folder"));
    return ExitCode.OK;
  }

  private void requireSound(Ledger ledger) {
    List<String> faults = LedgerCheck.of(ledger).faults();
    if (!faults.isEmpty()) {
      throw new HarnessException(
          "results that are not what was written are no reference:\n  "
              + String.join("\n  ", faults));
    }
  }

  private void requireComplete(Ledger ledger, List<TrialRecord> records) {
    Ledger.Planned plan =
        ledger
            .planned()
            .orElseThrow(() -> new HarnessException(results + " has no plan; run its suite again"));
    long completed = records.stream().filter(TrialRecord::isCompleted).count();
    if (completed == 0) {
      throw new HarnessException(
          "no trial in " + results + " is complete: anything would pass against it");
    }
    // What failed in tuning was tried and has lost.
    long lost = records.stream().filter(r -> r.trial().isTuning() && !r.isCompleted()).count();
    int planned = plan.trials().size() + plan.following();
    long open = planned - completed - lost;
    if (open > 0 && !incomplete) {
      throw new HarnessException(
          open
              + " of "
              + planned
              + " planned trials in "
              + results
              + " failed or were not run; run the suite again, or accept what there is with"
              + " --incomplete");
    }
  }

  private void showChanges(PrintWriter out, List<TrialRecord> records) {
    List<TrialRecord> before = PlannedRecords.in(reference);
    if (!before.get(0).suite().equals(records.get(0).suite())) {
      throw new HarnessException(
          reference
              + " is the reference of the suite '"
              + before.get(0).suite()
              + "', not of '"
              + records.get(0).suite()
              + "'; name another folder");
    }
    Check check = Check.of(before, records, new Rules(Optional.empty(), 0, 0.01));
    for (Finding finding : check.findings()) {
      if (finding.status() != Status.EQUAL) {
        out.println(PrintableText.of(CheckFormats.line(finding)));
      }
    }
    out.println(PrintableText.of("against the reference before it, a check " + check.summary()));
  }
}
