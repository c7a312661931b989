package io.lossbench.cli.command;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The records of the trials that the last plan of a folder with results names. */
final class PlannedRecords {
  private PlannedRecords() {}

  /**
   * All of them, completed or failed; what an older plan has left in the folder is not part of it.
   *
   * @throws HarnessException if there are none
   */
  static List<TrialRecord> in(Path folder) {
    if (!Files.isDirectory(folder.resolve("trials"))) {
      throw new HarnessException(
          "there are no results in "
              + folder
              + "; name a folder that `lossbench run` has written, such as results/quickstart");
    }
    List<TrialRecord> records = of(new Ledger(folder));
    if (records.isEmpty()) {
      throw new HarnessException(folder + " has no record of a trial that its plan names");
    }
    return records;
  }

  /** The same, if there are any; all records of a folder without a plan. */
  static List<TrialRecord> of(Ledger ledger) {
    List<TrialRecord> all = ledger.records();
    Set<String> planned =
        Set.copyOf(ledger.planned().map(Ledger.Planned::trials).orElse(List.of()));
    return planned.isEmpty()
        ? all
        : all.stream().filter(record -> planned.contains(record.trial().id())).toList();
  }
}
