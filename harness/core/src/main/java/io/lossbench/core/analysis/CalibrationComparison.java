package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialCalibration;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.stats.Summary;
import io.lossbench.core.task.Calibration;
import io.lossbench.core.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How far the probabilities of each loss of a comparison can be taken for frequencies.
 *
 * @param rows one for each loss that it is known of, in the suite's order
 * @param trials that were compared; 0 for a task that predicts no probabilities
 * @param without those of them whose scores are not there and of which nothing was kept
 */
public record CalibrationComparison(List<Row> rows, int trials, int without) {
  /** Above it, a trial is left out. */
  private static final long MOST_SCORES = 50_000_000;

  public CalibrationComparison {
    rows = List.copyOf(rows);
  }

  /**
   * A loss.
   *
   * @param index of the loss in the suite
   * @param bins of all its trials together
   * @param expectedError over its trials, in percent
   * @param classwiseError likewise; no values where probabilities are not those of one class
   * @param brier likewise, from 0 to 1
   */
  public record Row(
      String loss,
      int index,
      Calibration.Unit unit,
      List<Calibration.Bin> bins,
      Summary expectedError,
      Summary classwiseError,
      Summary brier) {

    public Row {
      bins = List.copyOf(bins);
    }

    /** All probabilities in one bin. */
    public Calibration.Bin all() {
      return Calibration.sum(bins);
    }
  }

  /** Of a comparison, from what lies in its ledger. */
  public static CalibrationComparison of(Ledger ledger, Comparison comparison) {
    if (comparison.task().filter(Task::predictsProbabilities).isEmpty()) {
      return new CalibrationComparison(List.of(), 0, 0);
    }
    List<TrialCalibration> kept = ledger.kept(Kept.CALIBRATIONS);
    List<Row> rows = new ArrayList<>();
    int trials = 0;
    int without = 0;
    for (int i = 0; i < comparison.rows().size(); i++) {
      Comparison.Row row = comparison.rows().get(i);
      List<Calibration> known =
          row.records().stream()
              .flatMap(record -> calibration(ledger, kept, comparison, record).stream())
              .map(TrialCalibration::calibration)
              .toList();
      trials += row.records().size();
      without += row.records().size() - known.size();
      if (!known.isEmpty()) {
        rows.add(row(row.loss(), i, known));
      }
    }
    return new CalibrationComparison(rows, trials, without);
  }

  private static Row row(String loss, int index, List<Calibration> known) {
    List<Calibration.Bin> bins =
        new ArrayList<>(Collections.nCopies(Calibration.BINS, new Calibration.Bin(0, 0, 0)));
    for (Calibration each : known) {
      for (int b = 0; b < bins.size(); b++) {
        bins.set(b, bins.get(b).and(each.bins().get(b)));
      }
    }
    return new Row(
        loss,
        index,
        known.get(0).unit(),
        bins,
        summary(known, each -> 100 * each.expectedError()),
        summary(known, each -> 100 * each.classwiseError()),
        summary(known, Calibration::brier));
  }

  private static Summary summary(List<Calibration> known, ToDoubleFunction<Calibration> value) {
    return Summary.of(known.stream().mapToDouble(value).filter(Double::isFinite).toArray());
  }

  /** Keeps in a ledger how its probabilities are calibrated. */
  public static void keep(Ledger ledger, Ledger.Planned planned) {
    List<TrialCalibration> kept = ledger.kept(Kept.CALIBRATIONS);
    ledger.keep(
        Kept.CALIBRATIONS,
        Comparison.of(planned, ledger.records()).stream()
            .flatMap(
                comparison ->
                    comparison.rows().stream()
                        .flatMap(row -> row.records().stream())
                        .flatMap(record -> calibration(ledger, kept, comparison, record).stream()))
            .toList());
  }

  private static Optional<TrialCalibration> calibration(
      Ledger ledger, List<TrialCalibration> kept, Comparison comparison, TrialRecord record) {
    Optional<Outcome.Evaluation> evaluation =
        Optional.ofNullable(record.outcome())
            .flatMap(outcome -> outcome.evaluation(comparison.weights()));
    if (evaluation.isEmpty() || comparison.task().filter(Task::predictsProbabilities).isEmpty()) {
      return Optional.empty();
    }
    String id = record.trial().id();
    return kept.stream()
        .filter(each -> each.belongsTo(id, evaluation.get()))
        // Another version may have sorted into others.
        .filter(each -> each.calibration().bins().size() == Calibration.BINS)
        .findFirst()
        .or(() -> measured(ledger, comparison, record, evaluation.get()));
  }

  private static Optional<TrialCalibration> measured(
      Ledger ledger, Comparison comparison, TrialRecord record, Outcome.Evaluation evaluation) {
    LedgerCheck files = LedgerCheck.ofFiles(ledger, List.of(record));
    if (files.files() == 0 || !files.faults().isEmpty() || scores(record) > MOST_SCORES) {
      return Optional.empty();
    }
    return comparison
        .task()
        .flatMap(
            task -> task.calibration(ledger.trialFolder(record.trial().id()), evaluation.weights()))
        .map(
            calibration ->
                new TrialCalibration(
                    record.trial().id(),
                    evaluation.weights(),
                    evaluation.scoresSha256(),
                    calibration));
  }

  private static long scores(TrialRecord record) {
    return Optional.ofNullable(record.outcome())
        .map(outcome -> (long) outcome.data().testImages() * outcome.data().classes().size())
        .orElse(0L);
  }
}
