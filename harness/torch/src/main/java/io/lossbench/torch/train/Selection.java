package io.lossbench.torch.train;

import io.lossbench.core.classification.ScoreMatrix;

/**
 * The epoch of one kind of weights that is reported so far, and its test scores.
 *
 * @param weights {@code raw} or {@code ema}
 * @param epoch from 1; 0 before the first evaluation
 * @param validation primary metric in percent that selected it; NaN under the rule {@code last}
 * @param scores test probabilities of that epoch
 * @param bestTestEpoch the epoch with the highest test metric, never used to select
 */
record Selection(
    String weights,
    int epoch,
    double validation,
    ScoreMatrix scores,
    int bestTestEpoch,
    double bestTest) {

  static Selection none(String weights) {
    return new Selection(
        weights, 0, Double.NaN, ScoreMatrix.of(0, 1, new float[0]), 0, Double.NEGATIVE_INFINITY);
  }

  /** Whether this selection reports the given epoch. */
  boolean isOf(int evaluated) {
    return epoch == evaluated;
  }

  /** Takes in another evaluated epoch; {@code validation} is NaN under the rule {@code last}. */
  Selection with(int newEpoch, double testMetric, double newValidation, ScoreMatrix newScores) {
    boolean better = testMetric > bestTest;
    int bestEpoch = better ? newEpoch : bestTestEpoch;
    double best = better ? testMetric : bestTest;
    boolean selected = epoch == 0 || Double.isNaN(newValidation) || newValidation > validation;
    return selected
        ? new Selection(weights, newEpoch, newValidation, newScores, bestEpoch, best)
        : new Selection(weights, epoch, validation, scores, bestEpoch, best);
  }
}
