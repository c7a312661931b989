package io.lossbench.core.ledger;

import io.lossbench.core.task.Calibration;
import io.lossbench.core.task.WeightsKind;

/**
 * How far a trial's probabilities can be taken for frequencies.
 *
 * @param trial its id
 * @param scoresSha256 of the scores that it was made of
 */
public record TrialCalibration(
    String trial, WeightsKind weights, String scoresSha256, Calibration calibration)
    implements MadeOfScores {}
