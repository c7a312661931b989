package io.lossbench.core.check;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.task.Metric.Direction;
import io.lossbench.core.task.Tasks;
import io.lossbench.core.task.WeightsKind;
import java.util.List;
import java.util.Objects;

/**
 * The way of a completed trial to a target: after how many epochs the primary metric on the test
 * images got there.
 */
final class Approach {
  /** How much of the way from chance to the worst repetition's end a default target is. */
  static final double SHARE = 0.9;

  private Approach() {}

  /**
   * A target that every repetition of a reference reaches: nine tenths of the way from chance to
   * the end of the one that ended worst.
   */
  static double target(List<TrialRecord> reference, WeightsKind weights) {
    Outcome first = Objects.requireNonNull(reference.get(0).outcome());
    Direction better = better(first);
    double worst =
        reference.stream()
            .mapToDouble(record -> last(Objects.requireNonNull(record.outcome()), weights))
            .reduce((a, b) -> better.gain(a, b) < 0 ? a : b)
            .orElseThrow();
    double chance = first.data().chance();
    return chance + SHARE * (worst - chance);
  }

  /** Whether a value is better than nothing learned. */
  static boolean isBeyondChance(TrialRecord record, double value) {
    Outcome outcome = Objects.requireNonNull(record.outcome());
    return better(outcome).gain(value, outcome.data().chance()) > 0;
  }

  /**
   * Epochs until the target was reached, to three digits; infinite if it never was. Between two
   * evaluations the metric is taken for a straight line, which begins at chance.
   */
  static double epochs(TrialRecord record, WeightsKind weights, double target) {
    Outcome outcome = Objects.requireNonNull(record.outcome());
    Direction better = better(outcome);
    double before = outcome.data().chance();
    int from = 0;
    for (Outcome.Epoch epoch : outcome.epochs()) {
      double value = value(epoch, weights);
      if (Double.isNaN(value)) {
        continue;
      }
      if (better.gain(value, target) >= 0) {
        double share = value == before ? 1 : (target - before) / (value - before);
        double reached = from + Math.max(0, share) * (epoch.epoch() - from);
        return Math.rint(1000 * reached) / 1000;
      }
      before = value;
      from = epoch.epoch();
    }
    return Double.POSITIVE_INFINITY;
  }

  private static double last(Outcome outcome, WeightsKind weights) {
    List<Outcome.Epoch> epochs = outcome.epochs();
    return value(epochs.get(epochs.size() - 1), weights);
  }

  private static double value(Outcome.Epoch epoch, WeightsKind weights) {
    return weights == WeightsKind.RAW ? epoch.raw() : epoch.ema();
  }

  private static Direction better(Outcome outcome) {
    return Tasks.named(outcome.data().task()).primary().better();
  }
}
