package io.lossbench.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.HandMade;
import io.lossbench.core.ledger.Kept;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.LedgerCheck;
import io.lossbench.core.ledger.ReferenceLedger;
import io.lossbench.core.ledger.TrialCalibration;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.task.Calibration;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibration of losses from the scores in a ledger, and from what was kept of them. */
class CalibrationComparisonTest {
  private static final LabelMatrix LABELS = LabelMatrix.of(4, 1, new byte[] {1, 0, 0, 0});

  @TempDir Path folder;
  private Ledger ledger;
  private Plan plan;

  @BeforeEach
  void ledgerWithScores() throws IOException {
    plan =
        HandMade.plan(
            "suite: made\ndatasets: [generated-scenes]\nrepetitions: 2\n"
                + "backbones: {small: {type: resnet20, image-size: 32}}\n"
                + "losses: {bce: {type: bce}, asl: {type: asl}}\ntrain: {epochs: 2, ema: 0}\n");
    ledger = new Ledger(folder.resolve("made"));
    ledger.writePlan(plan, "made.yaml", List.of());
    MultiLabel task = new MultiLabel();
    for (Trial trial : plan.trials()) {
      // bce says 0.25 of all, which is so; asl says 0.5, and 0.6 in the second repetition.
      float p = trial.loss().equals("bce") ? .25f : trial.repetition() == 1 ? .5f : .6f;
      Path trialFolder = ledger.trialFolder(trial.id());
      Path scores =
          task.writePredictions(
              trialFolder, WeightsKind.RAW, ScoreMatrix.of(4, 1, new float[] {p, p, p, p}), LABELS);
      Path labels = task.writeTruth(trialFolder, LABELS);
      TrialRecord made = HandMade.record("made", trial, List.of(1), new double[] {25}, 100);
      ledger.commit(
          TrialRecord.completed(
              "made",
              trial,
              made.provenance(),
              made.outcome(),
              Map.of(
                  scores.getFileName().toString(), Digest.ofFile(scores),
                  labels.getFileName().toString(), Digest.ofFile(labels))));
    }
    ledger.writeTables();
  }

  private static CalibrationComparison calibration(Ledger ledger) {
    return CalibrationComparison.of(
        ledger, Comparison.of(ledger, ledger.planned().orElseThrow()).get(0));
  }

  private void removeScores() throws IOException {
    for (Trial trial : plan.trials()) {
      Files.delete(ledger.trialFolder(trial.id()).resolve("scores-raw.npy"));
      Files.delete(ledger.trialFolder(trial.id()).resolve("labels.npy"));
    }
  }

  @Test
  void isSummedUpOverTheRepetitions() {
    CalibrationComparison calibration = calibration(ledger);
    assertThat(calibration.without()).isZero();
    CalibrationComparison.Row bce = calibration.rows().get(0);
    assertThat(bce.expectedError().mean()).isZero();
    // 0.75 of the pairs miss by 0.25, the others by 0.75.
    assertThat(bce.brier().mean()).isCloseTo(.1875, within(1e-9));
    CalibrationComparison.Row asl = calibration.rows().get(1);
    assertThat(asl.loss()).isEqualTo("asl");
    assertThat(asl.expectedError().n()).isEqualTo(2);
    assertThat(asl.expectedError().mean()).isCloseTo(100 * (.25 + .35) / 2, within(1e-5));
    assertThat(asl.all().count()).isEqualTo(8);
    assertThat(asl.all().confidence()).isCloseTo(.55, within(1e-7));
    assertThat(asl.all().frequency()).isEqualTo(.25);
  }

  @Test
  void aLedgerKeepsItForATimeWithoutScoresAndSoDoesAReference() throws IOException {
    KeptResults.write(ledger);
    CalibrationComparison before = calibration(ledger);
    removeScores();
    assertThat(calibration(ledger)).isEqualTo(before);
    ReferenceLedger.write(ledger, ledger.records(), folder.resolve("reference"));
    assertThat(calibration(new Ledger(folder.resolve("reference")))).isEqualTo(before);
    // What is kept stays when it is kept again.
    KeptResults.write(ledger);
    assertThat(calibration(ledger)).isEqualTo(before);
  }

  @Test
  void scoresThatAreNotThereAreTold() throws IOException {
    removeScores();
    CalibrationComparison calibration = calibration(ledger);
    assertThat(calibration.rows()).isEmpty();
    assertThat(calibration.trials()).isEqualTo(4);
    assertThat(calibration.without()).isEqualTo(4);
  }

  @Test
  void scoresThatAreNotTheRecordedOnesAreNotUsed() throws IOException {
    Path file = ledger.trialFolder(plan.trials().get(0).id()).resolve("scores-raw.npy");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThat(calibration(ledger).without()).isEqualTo(1);
  }

  @Test
  void whatWasKeptOfOtherScoresOrInOtherBinsIsNotTaken() {
    KeptResults.write(ledger);
    CalibrationComparison before = calibration(ledger);
    ledger.keep(
        Kept.CALIBRATIONS,
        ledger.kept(Kept.CALIBRATIONS).stream()
            .map(
                each ->
                    each.calibration().brier() < .2
                        ? new TrialCalibration(
                            each.trial(), each.weights(), "ff".repeat(32), each.calibration())
                        : new TrialCalibration(
                            each.trial(),
                            each.weights(),
                            each.scoresSha256(),
                            new Calibration(
                                Calibration.Unit.PAIRS,
                                List.of(new Calibration.Bin(4, 1, 1)),
                                .5,
                                .5)))
            .toList());
    assertThat(calibration(ledger)).isEqualTo(before);
  }

  @Test
  void verificationFindsAChangedDigit() throws IOException {
    KeptResults.write(ledger);
    assertThat(LedgerCheck.of(ledger).faults()).isEmpty();
    Path file = ledger.folder().resolve("calibration.json");
    Files.writeString(file, Files.readString(file).replaceFirst("\"count\" : 4", "\"count\" : 5"));
    assertThat(LedgerCheck.of(ledger).faults())
        .singleElement()
        .asString()
        .contains("calibration.json is damaged");
  }
}
