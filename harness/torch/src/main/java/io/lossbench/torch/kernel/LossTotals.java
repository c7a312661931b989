package io.lossbench.torch.kernel;

/**
 * Sums over the known pairs of a batch.
 *
 * @param loss the loss, scaled like the gradient
 * @param positiveProbability of p over positives
 * @param negativeProbability of 1-p over negatives
 */
public record LossTotals(
    double loss,
    double positiveProbability,
    double positives,
    double negativeProbability,
    double negatives) {

  /** Nothing summed yet. */
  public static final LossTotals NONE = new LossTotals(0, 0, 0, 0, 0);

  /** The sum of both. */
  public LossTotals plus(LossTotals other) {
    return new LossTotals(
        loss + other.loss,
        positiveProbability + other.positiveProbability,
        positives + other.positives,
        negativeProbability + other.negativeProbability,
        negatives + other.negatives);
  }
}
