package io.lossbench.core.ledger;

import io.lossbench.core.task.PrecisionRecall;
import io.lossbench.core.task.WeightsKind;
import java.util.List;

/**
 * Precision by recall of a trial.
 *
 * @param trial its id
 * @param scoresSha256 of the scores that it was made of
 * @param curves in the task's order
 */
public record TrialCurves(
    String trial, WeightsKind weights, String scoresSha256, List<PrecisionRecall> curves)
    implements MadeOfScores {

  public TrialCurves {
    curves = List.copyOf(curves);
  }
}
