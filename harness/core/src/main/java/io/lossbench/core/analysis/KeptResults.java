package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import java.util.List;

/**
 * What reports show of scores and detections, kept in the ledger for the time when these are gone:
 * a ledger is often passed on without them.
 */
public final class KeptResults {
  private KeptResults() {}

  /** Writes it for what was planned last in a ledger, in turn with other shards. */
  public static void write(Ledger ledger) {
    ledger.inTurn(
        () -> {
          List<Comparison> comparisons = Comparison.of(ledger, ledger.planned().orElseThrow());
          ledger.keep(
              Kept.IMAGE_ERRORS,
              comparisons.stream().flatMap(each -> each.images().stream()).toList());
          CalibrationComparison.byTrial(ledger).keep(comparisons);
          RecallComparison.byTrial(ledger).keep(comparisons);
        });
  }
}
