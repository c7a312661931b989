package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All records of a ledger at once, those that can be trusted apart from the others. */
final class LedgerReader {
  private LedgerReader() {}

  /** All records that there are, each checked. */
  static Ledger.Reading read(Ledger ledger) {
    List<TrialRecord> records = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    String suite = "";
    try {
      suite = ledger.planned().map(Ledger.Planned::suite).orElse("");
    } catch (HarnessException e) {
      faults.add(String.valueOf(e.getMessage()));
    }
    // Tens of thousands of records are worth all processors; the order is kept.
    String expected = suite;
    List<Found> found =
        ledger.trialFolders().parallelStream().map(trial -> find(ledger, trial, expected)).toList();
    for (Found one : found) {
      one.record().ifPresent(records::add);
      one.fault().ifPresent(faults::add);
    }
    records.sort(
        Comparator.comparing((TrialRecord record) -> record.trial().dataset())
            .thenComparing(record -> record.trial().backbone())
            .thenComparing(record -> record.trial().loss())
            .thenComparing(record -> record.trial().repetition())
            .thenComparing(record -> record.trial().id()));
    return new Ledger.Reading(List.copyOf(records), List.copyOf(faults));
  }

  /** What a folder of a trial holds: a record, or what is wrong with it, or neither. */
  private record Found(Optional<TrialRecord> record, Optional<String> fault) {
    static Found fault(@Nullable String sentence) {
      return new Found(Optional.empty(), Optional.of(String.valueOf(sentence)));
    }
  }

  /**
   * @param suite that the record has to be of; empty if that is not known
   */
  private static Found find(Ledger ledger, Path trial, String suite) {
    try {
      Optional<TrialRecord> record = ledger.find(trial.getFileName().toString());
      if (record.isEmpty() || suite.isEmpty() || record.get().suite().equals(suite)) {
        return new Found(record, Optional.empty());
      }
      return Found.fault(
          "the record "
              + trial.resolve(Ledger.RECORD)
              + " is of the suite '"
              + record.get().suite()
              + "', not of '"
              + suite
              + "'; move it away");
    } catch (HarnessException e) {
      return Found.fault(e.getMessage());
    }
  }
}
