package io.lossbench.core.run;

import io.lossbench.core.ledger.TrialRecord;
import java.util.Optional;

/** Where a submitted trial is. */
public sealed interface TrialState {

  /** Before it begins: it is in a queue, or its process is being made ready. */
  record Waiting() implements TrialState {}

  /**
   * Training or evaluating.
   *
   * @param progress what was told last; empty before the first time
   */
  record Running(Optional<Progress> progress) implements TrialState {}

  /**
   * At its end.
   *
   * @param record completed or failed
   */
  record Ended(TrialRecord record) implements TrialState {}

  /**
   * Stopped together with the run, or cancelled: no failure, it can go on from its checkpoint.
   *
   * @param reason a sentence
   */
  record Stopped(String reason) implements TrialState {}
}
