package io.lossbench.core.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * A trial's place in the ledger: an outcome with its provenance, or the reason of a failure.
 *
 * @param failure null if completed
 * @param outcome null if failed
 */
public record TrialRecord(
    int schemaVersion,
    String suite,
    Trial trial,
    @Nullable Failure failure,
    Provenance provenance,
    @Nullable Outcome outcome) {

  public static final int SCHEMA_VERSION = 1;

  /** Why a trial has no outcome, and the last lines of its log. */
  public record Failure(String reason, String logTail) {}

  public TrialRecord {
    if ((failure == null) == (outcome == null)) {
      throw new IllegalArgumentException("a trial has an outcome or a failure");
    }
  }

  public static TrialRecord completed(
      String suite, Trial trial, Provenance provenance, Outcome outcome) {
    return new TrialRecord(SCHEMA_VERSION, suite, trial, null, provenance, outcome);
  }

  public static TrialRecord failed(
      String suite, Trial trial, Provenance provenance, Failure failure) {
    return new TrialRecord(SCHEMA_VERSION, suite, trial, failure, provenance, null);
  }

  @JsonIgnore
  public boolean isCompleted() {
    return outcome != null;
  }
}
