package io.lossbench.core.classification;

import io.lossbench.core.task.Choices;

/**
 * The choices that change a metric's value.
 *
 * @param threshold probability from which on a class counts as predicted, 0 to 1
 * @param topK labels kept per image, at least 1
 * @param scale what the scores are
 */
public record EvaluationProtocol(double threshold, int topK, Scale scale) {

  /** What scores are. */
  public enum Scale {
    PROBABILITIES,
    /** Logarithms of odds: the sigmoid makes probabilities of them, and changes no ranking. */
    LOGITS,
    /** Numbers of which only the order is known: there are no metrics at a probability. */
    ORDER;

    /** A probability on this scale. */
    double of(double probability) {
      return this == LOGITS ? Math.log(probability / (1 - probability)) : probability;
    }
  }

  public EvaluationProtocol {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("the threshold " + threshold + " is not within 0 to 1");
    }
    if (topK < 1) {
      throw new IllegalArgumentException("top-k " + topK + " is not at least 1");
    }
  }

  /** The choices of a suite, for probabilities. */
  public static EvaluationProtocol of(Choices choices) {
    return new EvaluationProtocol(choices.number("threshold"), choices.integer("top-k"));
  }

  /** For probabilities. */
  public EvaluationProtocol(double threshold, int topK) {
    this(threshold, topK, Scale.PROBABILITIES);
  }
}
