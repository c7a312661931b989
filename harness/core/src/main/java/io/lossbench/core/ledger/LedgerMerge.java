package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Digest;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.provenance.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ledgers of one suite put together: what machines without a common folder have trained. Nothing is
 * written before all of it is known to fit.
 */
public final class LedgerMerge {
  private final Ledger into;
  private final List<Ledger> from;

  /**
   * @param into a ledger with records or without; locked by the caller
   * @param from others; the folder of {@code into} itself adds nothing
   */
  public LedgerMerge(Ledger into, List<Ledger> from) {
    this.into = into;
    this.from = List.copyOf(from);
  }

  /**
   * What became of the records of a folder.
   *
   * @param taken records that were copied
   * @param present records that were there already, with the same numbers
   */
  public record Source(Path folder, int taken, int present) {}

  /** A record and the ledger that it stands in. */
  private record Origin(Ledger ledger, TrialRecord record) {}

  /**
   * Copies records, each after the files beside it; plan and tables are made anew.
   *
   * @return an entry for each folder, in order
   * @throws HarnessException if a ledger is damaged, is of another suite or plan, or has other
   *     numbers for a trial, with all of these trials
   */
  public List<Source> run() {
    Ledger.Planned plan = commonPlan();
    Map<String, Origin> chosen = new LinkedHashMap<>();
    List<String> conflicts = new ArrayList<>();
    into.records().forEach(record -> chosen.put(record.trial().id(), new Origin(into, record)));
    List<Source> sources = new ArrayList<>();
    for (Ledger ledger : from) {
      int taken = 0;
      List<TrialRecord> records = ledger.records();
      requireWhole(ledger, records);
      for (TrialRecord record : records) {
        Origin there = chosen.get(record.trial().id());
        if (there == null || (record.isCompleted() && !there.record.isCompleted())) {
          chosen.put(record.trial().id(), new Origin(ledger, record));
          taken++;
        } else if (record.isCompleted() && !Ledger.sameNumbers(there.record, record)) {
          conflicts.add(conflict(there, new Origin(ledger, record)));
        }
      }
      sources.add(new Source(ledger.folder(), taken, records.size() - taken));
    }
    if (!conflicts.isEmpty()) {
      throw new HarnessException(
          "nothing was merged, because "
              + (conflicts.size() == 1 ? "a trial has" : conflicts.size() + " trials have")
              + " other numbers in another folder:\n  "
              + String.join("\n  ", conflicts)
              + "\nMerge only one of the folders; `lossbench compare` shows what lies between them.");
    }
    into.writePlan(plan);
    for (Origin origin : chosen.values()) {
      if (origin.ledger != into) {
        copy(origin);
      }
    }
    into.writeTables();
    return sources;
  }

  /** The plan that all ledgers have, of a search the one that has come furthest. */
  private Ledger.Planned commonPlan() {
    List<Ledger> all = new ArrayList<>(List.of(into));
    all.addAll(from);
    Ledger.Planned common = null;
    Path of = into.folder();
    for (Ledger ledger : all) {
      Optional<Ledger.Planned> planned = ledger.planned();
      if (planned.isEmpty()) {
        if (ledger != into) {
          throw new HarnessException(
              "there are no results in "
                  + ledger.folder()
                  + "; name folders that `lossbench run` has written, such as results/quickstart");
        }
        continue;
      }
      if (common == null) {
        common = planned.get();
        of = ledger.folder();
      } else if (planned.get().continues(common)) {
        common = planned.get();
      } else if (!common.continues(planned.get())) {
        throw new HarnessException(
            ledger.folder()
                + " is of another suite than "
                + of
                + ": "
                + difference(common, planned.get()));
      }
    }
    if (common == null) {
      throw new HarnessException("name at least one folder with results");
    }
    return common;
  }

  private static String difference(Ledger.Planned a, Ledger.Planned b) {
    if (!a.suite().equals(b.suite())) {
      return "'" + b.suite() + "' and '" + a.suite() + "'";
    }
    return Change.between(a.resolved().asMap(), b.resolved().asMap()).stream()
        .findFirst()
        .map(Change::sentence)
        .orElse("the ids of their trials differ, so data or versions do");
  }

  private static void requireWhole(Ledger ledger, List<TrialRecord> records) {
    List<String> faults = LedgerCheck.ofFiles(ledger, records).faults();
    if (!faults.isEmpty()) {
      throw new HarnessException("nothing was merged:\n  " + String.join("\n  ", faults));
    }
  }

  private static String conflict(Origin there, Origin other) {
    List<String> terms =
        there.record.provenance().comparable().differences(other.record.provenance().comparable());
    return other.record.trial().name()
        + " ("
        + other.record.trial().id()
        + "): "
        + other.ledger.folder()
        + " has "
        + metrics(other.record)
        + ", "
        + there.ledger.folder()
        + " has "
        + metrics(there.record)
        + (terms.isEmpty() ? "" : "; they differ in " + String.join(", ", terms));
  }

  private static String metrics(TrialRecord record) {
    Outcome outcome = record.outcome();
    if (outcome == null) {
      return "none";
    }
    String metric = outcome.data().metric();
    List<String> values = new ArrayList<>();
    outcome
        .weights()
        .forEach(each -> values.add(each.weights() + " " + each.metrics().get(metric)));
    return metric + " " + String.join(", ", values);
  }

  /** Copies the files that there are, then the record that names them. */
  private void copy(Origin origin) {
    String id = origin.record.trial().id();
    origin
        .record
        .files()
        .forEach(
            (name, sha256) -> {
              Path source = origin.ledger.trialFolder(id).resolve(name);
              if (Files.exists(source)) {
                copy(source, into.trialFolder(id).resolve(name), sha256);
              }
            });
    into.commit(origin.record);
  }

  private static void copy(Path source, Path target, String sha256) {
    try {
      DurableFile.write(
          target,
          out -> {
            try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ)) {
              ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
              while (in.read(buffer.clear()) >= 0) {
                out.write(buffer.flip());
              }
            }
          });
      if (!Digest.ofFile(target).equals(sha256)) {
        throw new HarnessException(source + " changed while it was copied; merge again");
      }
    } catch (IOException e) {
      throw new HarnessException("cannot copy " + source + " to " + target, e);
    }
  }
}
