package io.lossbench.torch.train;

/**
 * Which epoch of one kind of weights is reported so far, and the test scores it had.
 *
 * @param weights {@code raw} or {@code ema}
 * @param epoch from 1; 0 before the first evaluation
 * @param validationMap mAP in percent that selected it; NaN under the rule {@code last}
 * @param scores test probabilities of that epoch, row-major
 * @param bestTestEpoch the epoch with the highest test mAP, never used to select
 */
record Selection(
    String weights,
    int epoch,
    double validationMap,
    float[] scores,
    int bestTestEpoch,
    double bestTestMap) {

  static Selection none(String weights) {
    return new Selection(weights, 0, Double.NaN, new float[0], 0, Double.NEGATIVE_INFINITY);
  }

  /** Takes in another evaluated epoch; {@code validationMap} is NaN under the rule {@code last}. */
  Selection with(int newEpoch, double testMap, double newValidationMap, float[] newScores) {
    boolean better = testMap > bestTestMap;
    int bestEpoch = better ? newEpoch : bestTestEpoch;
    double best = better ? testMap : bestTestMap;
    boolean selected =
        epoch == 0 || Double.isNaN(newValidationMap) || newValidationMap > validationMap;
    return selected
        ? new Selection(weights, newEpoch, newValidationMap, newScores, bestEpoch, best)
        : new Selection(weights, epoch, validationMap, scores, bestEpoch, best);
  }
}
