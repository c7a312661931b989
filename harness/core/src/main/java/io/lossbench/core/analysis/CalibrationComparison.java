package io.lossbench.core.analysis;

import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialCalibration;
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
    MadeByTrial.Known<TrialCalibration> known = byTrial(ledger).of(comparison);
    return new CalibrationComparison(
        known.rows().stream().map(CalibrationComparison::row).toList(),
        known.trials(),
        known.without());
  }

  /** Calibrations of the trials of a ledger. */
  static MadeByTrial<TrialCalibration> byTrial(Ledger ledger) {
    return new MadeByTrial<>(ledger, Kept.CALIBRATIONS, new Maker());
  }

  private static Row row(MadeByTrial.Row<TrialCalibration> row) {
    List<Calibration> known = row.trials().stream().map(TrialCalibration::calibration).toList();
    List<Calibration.Bin> bins =
        new ArrayList<>(Collections.nCopies(Calibration.BINS, new Calibration.Bin(0, 0, 0)));
    for (Calibration each : known) {
      for (int b = 0; b < bins.size(); b++) {
        bins.set(b, bins.get(b).and(each.bins().get(b)));
      }
    }
    return new Row(
        row.loss(),
        row.index(),
        known.get(0).unit(),
        bins,
        summary(known, each -> 100 * each.expectedError()),
        summary(known, each -> 100 * each.classwiseError()),
        summary(known, Calibration::brier));
  }

  private static Summary summary(List<Calibration> known, ToDoubleFunction<Calibration> value) {
    return Summary.of(known.stream().mapToDouble(value).filter(Double::isFinite).toArray());
  }

  private static final class Maker implements MadeByTrial.Maker<TrialCalibration> {
    @Override
    public boolean isFor(Task task) {
      return task.predictsProbabilities();
    }

    @Override
    public boolean isCurrent(TrialCalibration kept, Task task, Outcome.Evaluation evaluation) {
      return kept.calibration().bins().size() == Calibration.BINS;
    }

    @Override
    public Optional<TrialCalibration> made(Task task, MadeByTrial.Scores scores) {
      if (scores.count() > MOST_SCORES) {
        return Optional.empty();
      }
      return task.calibration(scores.folder(), scores.evaluation().weights())
          .map(
              calibration ->
                  new TrialCalibration(
                      scores.trial(),
                      scores.evaluation().weights(),
                      scores.evaluation().scoresSha256(),
                      calibration));
    }
  }
}
