package io.lossbench.core.check;

import java.util.Optional;

/**
 * What a check asks for.
 *
 * @param mode empty for the strictest one that the terms allow
 * @param margin drop of the primary metric, in percent points, that is accepted; statistical mode
 * @param falseAlarms probability that unchanged code fails a statistical check, over all of its
 *     losses together; above 0 and below 1
 */
public record Rules(Optional<Mode> mode, double margin, double falseAlarms) {
  public Rules {
    if (!(margin >= 0) || margin == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("a margin is 0 or more, not " + margin);
    }
    if (!(falseAlarms > 0 && falseAlarms < 1)) {
      throw new IllegalArgumentException(
          "a rate of false alarms is above 0 and below 1, not " + falseAlarms);
    }
  }
}
