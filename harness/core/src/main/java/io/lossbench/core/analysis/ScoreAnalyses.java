package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Ledger;

/**
 * What reports say of scores: what other test images would do to differences, how probabilities are
 * calibrated, and precision by recall. Kept in the ledger, they outlive the scores.
 */
public final class ScoreAnalyses {
  private ScoreAnalyses() {}

  /** Keeps all of them for what was planned last, in turn with other shards. */
  public static void keep(Ledger ledger) {
    ledger.inTurn(
        () -> {
          Ledger.Planned planned = ledger.planned().orElseThrow();
          Comparison.keepImageErrors(ledger, planned);
          CalibrationComparison.keep(ledger, planned);
          RecallComparison.keep(ledger, planned);
        });
  }
}
