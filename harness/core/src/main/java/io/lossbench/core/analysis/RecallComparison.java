package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialCurves;
import io.lossbench.core.task.PrecisionRecall;
import io.lossbench.core.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Precision by recall of each loss of a comparison.
 *
 * @param curves what there is one of for each trial, such as {@code IoU 0.50}; none for a task in
 *     which precision by recall is not looked at
 * @param rows one for each loss that it is known of, in the suite's order
 * @param trials that were compared
 * @param without those of them whose predictions are not there and of which nothing was kept
 */
public record RecallComparison(List<String> curves, List<Row> rows, int trials, int without) {
  public RecallComparison {
    curves = List.copyOf(curves);
    rows = List.copyOf(rows);
  }

  /**
   * A loss.
   *
   * @param index of the loss in the suite
   * @param trials by repetition, each with all curves
   */
  public record Row(String loss, int index, List<List<PrecisionRecall>> trials) {
    public Row {
      trials = trials.stream().map(List::copyOf).toList();
    }

    /** The mean over the classes, by recall: over the repetitions, and the range of these. */
    public Band overClasses(int curve) {
      List<double[]> means = trials.stream().map(each -> each.get(curve).mean()).toList();
      return new Band(
          mean(means),
          IntStream.range(0, PrecisionRecall.RECALLS)
              .mapToDouble(
                  i -> means.stream().mapToDouble(each -> each[i]).min().orElse(Double.NaN))
              .toArray(),
          IntStream.range(0, PrecisionRecall.RECALLS)
              .mapToDouble(
                  i -> means.stream().mapToDouble(each -> each[i]).max().orElse(Double.NaN))
              .toArray());
    }

    /** Of one class, by recall, the mean over the repetitions; NaN where nothing is to be found. */
    public double[] ofClass(int curve, int index) {
      return mean(trials.stream().map(each -> each.get(curve).ofClass(index)).toList());
    }

    private static double[] mean(List<double[]> curves) {
      return IntStream.range(0, PrecisionRecall.RECALLS)
          .mapToDouble(
              i -> curves.stream().mapToDouble(each -> each[i]).average().orElse(Double.NaN))
          .toArray();
    }
  }

  /** Precision in percent by recall, over repetitions. */
  public record Band(double[] mean, double[] low, double[] high) {}

  /** Of a comparison, from what lies in its ledger. */
  public static RecallComparison of(Ledger ledger, Comparison comparison) {
    MadeByTrial.Known<TrialCurves> known = byTrial(ledger).of(comparison);
    return new RecallComparison(
        comparison.task().map(Task::recallCurves).orElse(List.of()),
        known.rows().stream()
            .map(
                row ->
                    new Row(
                        row.loss(),
                        row.index(),
                        row.trials().stream().map(TrialCurves::curves).toList()))
            .toList(),
        known.trials(),
        known.without());
  }

  /** Curves of the trials of a ledger. */
  static MadeByTrial<TrialCurves> byTrial(Ledger ledger) {
    return new MadeByTrial<>(ledger, Kept.CURVES, new Maker());
  }

  private static final class Maker implements MadeByTrial.Maker<TrialCurves> {
    @Override
    public boolean isFor(Task task) {
      return !task.recallCurves().isEmpty();
    }

    @Override
    public boolean isCurrent(TrialCurves kept, Task task, Outcome.Evaluation evaluation) {
      int classes = evaluation.perClass().size();
      return kept.curves().stream().map(PrecisionRecall::at).toList().equals(task.recallCurves())
          && kept.curves().stream().allMatch(curve -> curve.classes().size() == classes);
    }

    @Override
    public Optional<TrialCurves> made(Task task, MadeByTrial.Scores scores) {
      return Optional.of(
          new TrialCurves(
              scores.trial(),
              scores.evaluation().weights(),
              scores.evaluation().scoresSha256(),
              task.precisionRecall(scores.folder(), scores.evaluation().weights())));
    }
  }
}
