package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.task.Calibration;
import io.lossbench.core.task.WeightsKind;
import java.nio.file.Path;
import java.util.List;

/**
 * How far a trial's probabilities can be taken for frequencies. It is made of scores and kept
 * beside the records, because a ledger is often passed on without scores.
 *
 * @param trial its id
 * @param scoresSha256 of the scores that it was made of
 */
public record TrialCalibration(
    String trial, WeightsKind weights, String scoresSha256, Calibration calibration) {

  /** As they lie in a file. */
  private record Sealed(List<TrialCalibration> trials) {}

  static String text(List<TrialCalibration> trials) {
    return SealedJson.text(new Sealed(trials));
  }

  /**
   * Those in a file; none without the file.
   *
   * @throws HarnessException if it is not what was written
   */
  static List<TrialCalibration> read(Path file) {
    return SealedJson.derived(file, Sealed.class)
        .map(Sealed::trials)
        .map(List::copyOf)
        .orElse(List.of());
  }

  /** Whether it is that of an evaluation of a trial. */
  public boolean belongsTo(String id, Outcome.Evaluation evaluation) {
    return trial.equals(id)
        && weights == evaluation.weights()
        && scoresSha256.equals(evaluation.scoresSha256());
  }
}
