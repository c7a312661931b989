package io.lossbench.torch.train;

import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.WeightsKind;
import java.util.Optional;

/**
 * The epoch of one kind of weights that is reported so far, and its predictions for the test
 * images.
 *
 * @param weights {@code raw} or {@code ema}
 * @param epoch from 1; 0 before the first evaluation
 * @param validation primary metric in percent that selected it; NaN under the rule {@code last}
 * @param predictions of that epoch for the test images; empty before the first evaluation
 * @param bestTestEpoch the epoch with the highest test metric, never used to select
 */
record Selection(
    WeightsKind weights,
    int epoch,
    double validation,
    Optional<Predictions> predictions,
    int bestTestEpoch,
    double bestTest) {

  static Selection none(WeightsKind weights) {
    return new Selection(weights, 0, Double.NaN, Optional.empty(), 0, Double.NEGATIVE_INFINITY);
  }

  /**
   * The predictions that are reported.
   *
   * @throws IllegalStateException before the first evaluation
   */
  Predictions reported() {
    return predictions.orElseThrow(() -> new IllegalStateException("nothing was evaluated yet"));
  }

  /** Whether this selection reports the given epoch. */
  boolean isOf(int evaluated) {
    return epoch == evaluated;
  }

  /** Takes in another evaluated epoch; {@code validation} is NaN under the rule {@code last}. */
  Selection with(int newEpoch, double testMetric, double newValidation, Predictions made) {
    boolean better = testMetric > bestTest;
    int bestEpoch = better ? newEpoch : bestTestEpoch;
    double best = better ? testMetric : bestTest;
    boolean selected = epoch == 0 || Double.isNaN(newValidation) || newValidation > validation;
    return selected
        ? new Selection(weights, newEpoch, newValidation, Optional.of(made), bestEpoch, best)
        : new Selection(weights, epoch, validation, predictions, bestEpoch, best);
  }
}
