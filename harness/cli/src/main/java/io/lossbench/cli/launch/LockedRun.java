package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.SuiteLock;
import io.lossbench.core.provenance.Change;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A run that departs from nothing that its ledger's plan holds. */
public final class LockedRun {
  private LockedRun() {}

  /**
   * Compares what is about to be run with the plan.
   *
   * @param now what it would be made on
   * @throws SuiteException if the suite is another, with all that changed
   * @throws HarnessException if data, weights, versions or machine are, or there is no lock
   */
  public static void require(Ledger ledger, Suite suite, SuiteLock now) {
    Path file = ledger.folder().resolve("plan.json");
    Ledger.Planned planned =
        ledger
            .planned()
            .orElseThrow(
                () ->
                    new HarnessException(
                        "--locked, and there is no "
                            + file
                            + ": run the suite once without it, or copy the plan.json of the"
                            + " results that are to be made again"));
    SuiteLock lock = planned.lock();
    if (lock == null) {
      throw new HarnessException(
          "--locked, and "
              + file
              + " does not say what it was made on: an earlier version wrote it; run the suite once"
              + " without --locked");
    }
    List<Change> ofSuite = Change.between(planned.resolved().asMap(), suite.resolved().asMap());
    List<Change> ofTheRest = lock.changes(now);
    if (!ofSuite.isEmpty()) {
      List<Change> all = new ArrayList<>(ofSuite);
      all.addAll(ofTheRest);
      throw new SuiteException(
          all.stream()
              .map(change -> new Diagnostic(file.toString(), 0, 0, said(change), "", ""))
              .toList());
    }
    if (!ofTheRest.isEmpty()) {
      throw new HarnessException(
          "--locked, and this is not what "
              + file
              + " was made on:\n  "
              + ofTheRest.stream().map(LockedRun::said).collect(Collectors.joining("\n  "))
              + "\nMake it so again, or run without --locked to go on with what is here.");
    }
  }

  private static String said(Change change) {
    return change.field() + " is locked to " + change.before() + ", and is " + change.now();
  }
}
