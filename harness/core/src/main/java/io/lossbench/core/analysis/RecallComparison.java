package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialCurves;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.task.PrecisionRecall;
import io.lossbench.core.task.Task;
import java.util.ArrayList;
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
    List<String> curves = comparison.task().map(Task::recallCurves).orElse(List.of());
    if (curves.isEmpty()) {
      return new RecallComparison(curves, List.of(), 0, 0);
    }
    List<TrialCurves> kept = ledger.kept(Kept.CURVES);
    List<Row> rows = new ArrayList<>();
    int trials = 0;
    int without = 0;
    for (int i = 0; i < comparison.rows().size(); i++) {
      Comparison.Row row = comparison.rows().get(i);
      List<List<PrecisionRecall>> known =
          row.records().stream()
              .flatMap(record -> curves(ledger, kept, comparison, record).stream())
              .map(TrialCurves::curves)
              .toList();
      trials += row.records().size();
      without += row.records().size() - known.size();
      if (!known.isEmpty()) {
        rows.add(new Row(row.loss(), i, known));
      }
    }
    return new RecallComparison(curves, rows, trials, without);
  }

  /** Keeps in a ledger the curves of its trials; none are looked for where no task has any. */
  public static void keep(Ledger ledger, Ledger.Planned planned) {
    List<TrialCurves> kept = ledger.kept(Kept.CURVES);
    List<TrialCurves> curves =
        Comparison.of(planned, ledger.records()).stream()
            .flatMap(
                comparison ->
                    comparison.rows().stream()
                        .flatMap(row -> row.records().stream())
                        .flatMap(record -> curves(ledger, kept, comparison, record).stream()))
            .toList();
    if (!curves.isEmpty() || !kept.isEmpty()) {
      ledger.keep(Kept.CURVES, curves);
    }
  }

  private static Optional<TrialCurves> curves(
      Ledger ledger, List<TrialCurves> kept, Comparison comparison, TrialRecord record) {
    Optional<Outcome.Evaluation> evaluation =
        Optional.ofNullable(record.outcome())
            .flatMap(outcome -> outcome.evaluation(comparison.weights()));
    List<String> expected = comparison.task().map(Task::recallCurves).orElse(List.of());
    if (evaluation.isEmpty() || expected.isEmpty()) {
      return Optional.empty();
    }
    int classes = evaluation.get().perClass().size();
    return kept.stream()
        .filter(each -> each.belongsTo(record.trial().id(), evaluation.get()))
        // Another version may have had others.
        .filter(each -> each.curves().stream().map(PrecisionRecall::at).toList().equals(expected))
        .filter(each -> each.curves().stream().allMatch(c -> c.classes().size() == classes))
        .findFirst()
        .or(() -> measured(ledger, comparison, record, evaluation.get()));
  }

  private static Optional<TrialCurves> measured(
      Ledger ledger, Comparison comparison, TrialRecord record, Outcome.Evaluation evaluation) {
    LedgerCheck files = LedgerCheck.ofFiles(ledger, List.of(record));
    if (files.files() == 0 || !files.faults().isEmpty()) {
      return Optional.empty();
    }
    String id = record.trial().id();
    return comparison
        .task()
        .map(task -> task.precisionRecall(ledger.trialFolder(id), evaluation.weights()))
        .map(
            curves -> new TrialCurves(id, evaluation.weights(), evaluation.scoresSha256(), curves));
  }
}
