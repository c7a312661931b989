package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Digest;
import io.lossbench.core.provenance.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a ledger is what was written: its plan and records, the files beside them, and its
 * tables.
 *
 * @param records that can be trusted
 * @param files beside them whose content is the recorded one
 * @param faults a sentence each
 * @param notes what is not there and need not be
 */
public record LedgerCheck(int records, int files, List<String> faults, List<String> notes) {
  public LedgerCheck {
    faults = List.copyOf(faults);
    notes = List.copyOf(notes);
  }

  /** Reads all of a ledger, scores and weights too. */
  public static LedgerCheck of(Ledger ledger) {
    Ledger.Reading reading = ledger.readAll();
    List<String> faults = new ArrayList<>(reading.faults());
    List<String> notes = new ArrayList<>();
    for (Kept<?> kind : Kept.all()) {
      try {
        ledger.kept(kind);
      } catch (HarnessException e) {
        faults.add(String.valueOf(e.getMessage()));
      }
    }
    LedgerCheck files = ofFiles(ledger, reading.records());
    faults.addAll(files.faults());
    notes.addAll(files.notes());
    if (faults.isEmpty()) {
      missing(ledger, reading.records()).ifPresent(notes::add);
      locked(ledger, reading.records(), faults, notes);
    }
    if (reading.faults().isEmpty()) {
      faults.addAll(ofTables(ledger, reading.records()));
    }
    return new LedgerCheck(reading.records().size(), files.files(), faults, notes);
  }

  /**
   * What is wrong with the tables of these records, a sentence each; of no records there is none.
   */
  public static List<String> ofTables(Ledger ledger, List<TrialRecord> records) {
    List<String> faults = new ArrayList<>();
    if (!records.isEmpty()) {
      table(ledger.folder().resolve(TrialTable.TRIALS), TrialTable.trials(records), faults);
      table(ledger.folder().resolve(TrialTable.EPOCHS), TrialTable.epochs(records), faults);
    }
    return faults;
  }

  /**
   * Compares the files beside records with the hashes in them. A ledger of which no such file is
   * there is one that was published without them, as reference ledgers are.
   */
  public static LedgerCheck ofFiles(Ledger ledger, List<TrialRecord> records) {
    List<String> faults = new ArrayList<>();
    List<Path> absent = new ArrayList<>();
    int whole = 0;
    for (TrialRecord record : records) {
      Path folder = ledger.trialFolder(record.trial().id());
      for (Map.Entry<String, String> expected : record.files().entrySet()) {
        Path file = folder.resolve(expected.getKey());
        if (!folder.equals(file.getParent())) {
          faults.add("the record of " + record.trial().id() + " names a file elsewhere: " + file);
        } else if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          absent.add(file);
        } else if (isWhole(file, expected.getValue(), record, faults)) {
          whole++;
        }
      }
    }
    if (whole == 0 && faults.isEmpty() && !absent.isEmpty()) {
      return new LedgerCheck(
          records.size(),
          0,
          List.of(),
          List.of("scores, labels and weights are not kept here: only the records were checked"));
    }
    absent.forEach(
        file -> faults.add(file + " is missing; move its folder away to train the trial again"));
    return new LedgerCheck(records.size(), whole, faults, List.of());
  }

  /**
   * Checks a file that lies beside a trial's record, such as scores that are read again; any other
   * file may be what it is.
   *
   * @throws HarnessException if it is not the one that was recorded
   */
  public static void requireRecorded(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path trials = folder == null ? null : folder.getParent();
    Path ledger = trials == null ? null : trials.getParent();
    if (folder == null || trials == null || ledger == null || !trials.endsWith("trials")) {
      return;
    }
    new Ledger(ledger)
        .find(folder.getFileName().toString())
        .ifPresent(
            record -> {
              String expected = record.files().get(file.getFileName().toString());
              List<String> faults = new ArrayList<>();
              if (expected != null && !isWhole(file, expected, record, faults)) {
                throw new HarnessException(faults.get(0));
              }
            });
  }

  private static boolean isWhole(
      Path file, String sha256, TrialRecord record, List<String> faults) {
    try {
      if (!Files.isRegularFile(file)) {
        faults.add(file + " is no file");
      } else if (Digest.ofFile(file).equals(sha256)) {
        return true;
      } else {
        faults.add(
            file
                + " is not what "
                + record.trial().name()
                + " wrote: its SHA-256 is not the recorded one; move its folder away to train the"
                + " trial again");
      }
    } catch (IOException e) {
      faults.add("cannot read " + file + " (" + e.getMessage() + ")");
    }
    return false;
  }

  private static Optional<String> missing(Ledger ledger, List<TrialRecord> records) {
    var there = records.stream().map(record -> record.trial().id()).collect(Collectors.toSet());
    List<String> planned = ledger.planned().map(Ledger.Planned::trials).orElse(List.of());
    long open = planned.stream().filter(id -> !there.contains(id)).count();
    return open == 0
        ? Optional.empty()
        : Optional.of(open + " of " + planned.size() + " planned trials have no record yet");
  }

  /**
   * Holds planned records against the lock: data and weights are part of a trial's id and must fit;
   * another machine or version since then need not be a fault.
   */
  private static void locked(
      Ledger ledger, List<TrialRecord> records, List<String> faults, List<String> notes) {
    Ledger.Planned planned = ledger.planned().orElse(null);
    SuiteLock lock = planned == null ? null : planned.lock();
    if (planned == null || lock == null) {
      return;
    }
    Set<String> trials = Set.copyOf(planned.trials());
    Set<String> elsewhere = new TreeSet<>();
    for (TrialRecord record : records) {
      if (trials.contains(record.trial().id())) {
        for (Change change : lock.departures(record)) {
          if (SuiteLock.isPartOfAnId(change)) {
            faults.add(
                "the record of "
                    + record.trial().name()
                    + " is not of what "
                    + ledger.folder().resolve(Ledger.PLAN)
                    + " locks: "
                    + change.sentence());
          } else {
            elsewhere.add(change.field());
          }
        }
      }
    }
    if (!elsewhere.isEmpty()) {
      notes.add(
          "some trials were made on other terms than plan.json locks: "
              + String.join(", ", elsewhere));
    }
  }

  /** Tables are derived: whatever is in them is in the records. */
  private static void table(Path file, String expected, List<String> faults) {
    try {
      if (!Files.exists(file)) {
        faults.add(file + " is missing; `lossbench run` makes it anew");
      } else if (!Arrays.equals(
          Files.readAllBytes(file), expected.getBytes(StandardCharsets.UTF_8))) {
        faults.add(file + " is not what the records say; `lossbench run` makes it anew");
      }
    } catch (IOException e) {
      faults.add("cannot read " + file + " (" + e.getMessage() + ")");
    }
  }
}
