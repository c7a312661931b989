package io.lossbench.cli.launch;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.SuiteLock;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.provenance.Change;
import io.lossbench.core.provenance.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What tells in time that the records of a suite come from machines whose numbers are not compared.
 */
public final class UnlikeMachines {
  /** Of a plan's lock, what trials are compared by. */
  private static final Set<String> COMPARED =
      Set.of("lossbench", "engine", "processor", "device", "threads");

  private UnlikeMachines() {}

  /**
   * A sentence to a run that goes on with what was begun on other terms. A shard hears it before
   * any trial is complete: the others are at work.
   *
   * @param now what this run is made on
   * @return empty if nothing was begun, or on the same terms
   */
  public static Optional<String> note(Ledger ledger, SuiteLock now) {
    SuiteLock before = ledger.planned().map(Ledger.Planned::lock).orElse(null);
    if (before == null
        || (!ledger.isShared() && ledger.records().stream().noneMatch(TrialRecord::isCompleted))) {
      return Optional.empty();
    }
    List<Change> changes =
        before.changes(now).stream().filter(change -> COMPARED.contains(change.field())).toList();
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "this is not the machine that "
            + ledger.folder()
            + " was begun on ("
            + changes.stream()
                .map(c -> c.field() + " was " + c.before() + ", is " + c.now())
                .collect(Collectors.joining("; "))
            + "): losses that are trained here and there are not compared");
  }

  /**
   * A sentence on records of several kinds of machines: the kinds, each with its trials and hosts.
   *
   * @return empty if all are of one kind
   */
  public static Optional<String> among(List<TrialRecord> records) {
    Map<Provenance.Terms, List<TrialRecord>> kinds =
        records.stream()
            .filter(TrialRecord::isCompleted)
            .collect(Collectors.groupingBy(record -> record.provenance().comparable()));
    if (kinds.size() < 2) {
      return Optional.empty();
    }
    List<String> told = new ArrayList<>();
    kinds.forEach((terms, of) -> told.add(said(terms, of)));
    told.sort(null);
    return Optional.of(
        "the records come from "
            + kinds.size()
            + " kinds of machines, and losses of different kinds are not compared:\n  "
            + String.join("\n  ", told));
  }

  private static String said(Provenance.Terms terms, List<TrialRecord> of) {
    Set<String> hosts = new TreeSet<>();
    of.forEach(record -> hosts.add(record.provenance().varying().host()));
    return terms.deviceModel()
        + ", "
        + terms.threads()
        + (terms.threads() == 1 ? " thread, " : " threads, ")
        + terms.engine()
        + ", lossbench "
        + terms.lossbench()
        + ": "
        + of.size()
        + (of.size() == 1 ? " trial" : " trials")
        + " on "
        + String.join(", ", hosts);
  }
}
