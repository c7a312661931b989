package io.lossbench.core.check;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.TestSuites;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Records whose learning curves get to 40 mAP after given epochs, and by a straight line to 60. */
final class Curves {
  static final double TARGET = 40;
  private static final int EPOCHS = 30;

  private Curves() {}

  /** Trials of two losses, of so many repetitions each. */
  static List<Trial> trials(int repetitions) {
    return Plan.of(
            TestSuites.small("repetitions=" + repetitions),
            name -> "fingerprint",
            name -> Optional.empty())
        .trials();
  }

  /** Trials of one loss. */
  static List<Trial> bce(int repetitions) {
    return trials(repetitions).stream().filter(trial -> trial.loss().equals("bce")).toList();
  }

  /** Records of trials that get there after epochs by repetition. */
  static List<TrialRecord> arriving(List<Trial> trials, double... epochs) {
    return arriving(trials, trial -> epochs[trial.repetition() - 1]);
  }

  static List<TrialRecord> arriving(List<Trial> trials, ToDoubleFunction<Trial> epochs) {
    return trials.stream().map(trial -> record(trial, epochs.applyAsDouble(trial))).toList();
  }

  private static TrialRecord record(Trial trial, double reached) {
    TrialRecord record = Records.completed(trial, 60, 60);
    Outcome old = Objects.requireNonNull(record.outcome());
    double chance = old.data().chance();
    List<Outcome.Epoch> epochs =
        IntStream.rangeClosed(1, EPOCHS)
            .mapToObj(
                epoch -> {
                  double value =
                      Double.isInfinite(reached)
                          ? TARGET - 1
                          : Math.min(60, chance + (TARGET - chance) * epoch / reached);
                  return new Outcome.Epoch(
                      epoch, 1, 1e-3, value, value, Double.NaN, Double.NaN, Map.of(), 1);
                })
            .toList();
    return TrialRecord.completed(
        record.suite(),
        trial,
        record.provenance(),
        new Outcome(old.weights(), epochs, old.performance(), old.data()),
        Map.of());
  }
}
