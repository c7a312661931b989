package io.lossbench.core.ledger;

import io.lossbench.core.task.WeightsKind;

/** What was made of the scores of a trial. */
public interface MadeOfScores {
  /** The id of the trial. */
  String trial();

  /** The weights that gave the scores. */
  WeightsKind weights();

  /** SHA-256 of the scores. */
  String scoresSha256();

  /** Whether it was made of the scores of an evaluation. */
  default boolean belongsTo(Outcome.Evaluation evaluation) {
    return weights() == evaluation.weights() && scoresSha256().equals(evaluation.scoresSha256());
  }
}
