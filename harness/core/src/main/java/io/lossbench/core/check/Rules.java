package io.lossbench.core.check;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a check asks for.
 *
 * @param mode empty for the strictest one that the terms allow
 * @param margin drop of the primary metric, in percent points, that is accepted; statistical mode
 * @param falseAlarms probability that unchanged code fails a statistical check, over all of its
 *     losses together; above 0 and below 1
 * @param target value of the primary metric, in percent, that a learning curve has to reach; empty
 *     for one that follows from the reference; curve mode
 * @param failsFaster whether a loss that arrives earlier than the reference allows fails too, as in
 *     MLPerf; curve mode
 * @param speedMargin loss of speed in percent that is accepted, in any mode; empty if speed does
 *     not matter
 */
public record Rules(
    Optional<Mode> mode,
    double margin,
    double falseAlarms,
    OptionalDouble target,
    boolean failsFaster,
    OptionalDouble speedMargin) {
  public Rules {
    if (!(margin >= 0) || margin == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("a margin is 0 or more, not " + margin);
    }
    if (!(falseAlarms > 0 && falseAlarms < 1)) {
      throw new IllegalArgumentException(
          "a rate of false alarms is above 0 and below 1, not " + falseAlarms);
    }
    if (target.isPresent() && !(target.getAsDouble() >= 0 && target.getAsDouble() <= 100)) {
      throw new IllegalArgumentException(
          "a target is a percentage from 0 to 100, not " + target.getAsDouble());
    }
    if (speedMargin.isPresent()
        && !(speedMargin.getAsDouble() >= 0 && speedMargin.getAsDouble() < 100)) {
      throw new IllegalArgumentException(
          "a margin of speed is 0 or more and below 100 percent, not " + speedMargin.getAsDouble());
    }
  }

  /** Rules that say nothing of learning curves and speed. */
  public Rules(Optional<Mode> mode, double margin, double falseAlarms) {
    this(mode, margin, falseAlarms, OptionalDouble.empty(), false, OptionalDouble.empty());
  }
}
