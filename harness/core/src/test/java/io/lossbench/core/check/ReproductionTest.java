package io.lossbench.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.check.Reproduction.Verdict;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Change;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A row held against its trial trained again. */
class ReproductionTest {
  private static final Trial TRIAL = Records.plan().trials().get(0);
  private static final TrialRecord ORIGINAL = Records.completed(TRIAL, 43.1, 30);
  private static final Provenance.Terms FOUR_THREADS =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 4);

  private static Reproduction of(TrialRecord again, double tolerance) {
    return Reproduction.of(ORIGINAL, again, tolerance);
  }

  private static TrialRecord with(List<Outcome.Evaluation> weights, List<Outcome.Epoch> epochs) {
    Outcome old = Objects.requireNonNull(ORIGINAL.outcome());
    return TrialRecord.completed(
        ORIGINAL.suite(),
        TRIAL,
        ORIGINAL.provenance(),
        new Outcome(weights, epochs, old.performance(), old.data()),
        Map.of());
  }

  /** Trained again, with another value of the given kind of weights, and nothing else different. */
  private static TrialRecord withMetric(WeightsKind kind, double value) {
    Outcome old = Objects.requireNonNull(ORIGINAL.outcome());
    return with(
        old.weights().stream()
            .map(
                e ->
                    e.weights() != kind
                        ? e
                        : new Outcome.Evaluation(
                            kind,
                            e.epoch(),
                            e.bestTestEpoch(),
                            e.bestTest(),
                            e.weightsSha256(),
                            e.scoresSha256(),
                            Map.of("mAP", value),
                            e.perClass()))
            .toList(),
        old.epochs());
  }

  private static TrialRecord withLossInFirstEpoch(double loss) {
    Outcome old = Objects.requireNonNull(ORIGINAL.outcome());
    List<Outcome.Epoch> epochs = new ArrayList<>(old.epochs());
    Outcome.Epoch e = epochs.get(0);
    epochs.set(
        0,
        new Outcome.Epoch(
            1,
            loss,
            e.learningRate(),
            e.raw(),
            e.ema(),
            e.validationRaw(),
            e.validationEma(),
            e.tracked(),
            99));
    return with(old.weights(), epochs);
  }

  @Test
  void theSameNumbersAreTheSameBitsWhateverTheTimes() {
    Reproduction row = of(withLossInFirstEpoch(8.5), 0);
    assertThat(row.verdict()).isEqualTo(Verdict.SAME_BITS);
    assertThat(row.parting()).isNull();
    assertThat(row.differences()).isEmpty();
    assertThat(ReproductionText.lines(row))
        .containsExactly("same bits         " + TRIAL.name() + "  mAP raw 43.10, ema 30.00");
  }

  @Test
  void aMetricInItsSeventhDigitIsPlacedInTheEpochThatItIsOf() {
    Reproduction row = of(withMetric(WeightsKind.EMA, 30.00001), 100);
    assertThat(row.verdict()).isEqualTo(Verdict.OTHER_BITS);
    assertThat(row.parting()).isEqualTo(new Parting(2, "ema mAP", 30, 30.00001));
    assertThat(row.differences()).containsExactly(new Change("ema mAP", "30.0", "30.00001"));
    assertThat(ReproductionText.lines(row))
        .contains("    they part in epoch 2: ema mAP was 30.0, is 30.00001");
  }

  @Test
  void aDigitOfTheLearningCurveIsPlacedWhereItStands() {
    Reproduction row = of(withLossInFirstEpoch(8.500001), 100);
    assertThat(row.verdict()).isEqualTo(Verdict.OTHER_BITS);
    assertThat(row.parting()).isEqualTo(new Parting(1, "training loss", 8.5, 8.500001));
  }

  @Test
  void onOtherTermsTheToleranceDecidesAndTheTermsAreNamed() {
    TrialRecord again = Records.completed(TRIAL, 43.4, 30.2, FOUR_THREADS);
    Reproduction within = of(again, 0.5);
    assertThat(within.verdict()).isEqualTo(Verdict.WITHIN_TOLERANCE);
    assertThat(within.grounds())
        .isEqualTo(
            "mAP differs by 0.30, accepted is 0.50; bits cannot be asked for, the terms differ:"
                + " threads");
    assertThat(within.provenance()).containsExactly(new Change("threads", "2", "4"));
    assertThat(of(again, 0.25).verdict()).isEqualTo(Verdict.BEYOND_TOLERANCE);
    assertThat(of(Records.completed(TRIAL, 43.1, Double.NaN, FOUR_THREADS), 100).verdict())
        .isEqualTo(Verdict.BEYOND_TOLERANCE);
    assertThat(of(Records.completed(TRIAL, 43.1, 30, FOUR_THREADS), 0).verdict())
        .isEqualTo(Verdict.SAME_BITS);
  }

  @Test
  void anotherVersionWithTheSameNumericsOwesTheSameBits() {
    Provenance.Terms newer =
        new Provenance.Terms("0.2.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 2);
    Reproduction row = of(Records.completed(TRIAL, 43.4, 30, newer), 100);
    assertThat(row.verdict()).isEqualTo(Verdict.OTHER_BITS);
    assertThat(row.provenance()).containsExactly(new Change("lossbench", "0.1.0", "0.2.0"));
  }

  @Test
  void otherNumericsOweTheToleranceOnly() {
    Trial older =
        new Trial(
            TRIAL.id(),
            TRIAL.dataset(),
            TRIAL.backbone(),
            TRIAL.loss(),
            TRIAL.repetition(),
            TRIAL.spec().with("numerics-version", 1));
    assertThat(older.withPresentNumerics()).isEqualTo(TRIAL);
    Reproduction row =
        Reproduction.of(Records.completed(older, 43, 30), Records.completed(TRIAL, 43.1, 30), 0.5);
    assertThat(row.verdict()).isEqualTo(Verdict.WITHIN_TOLERANCE);
    assertThat(row.grounds()).endsWith("the terms differ: numerics-version");
    assertThat(row.provenance())
        .containsExactly(
            new Change("numerics-version", "1", String.valueOf(Trial.NUMERICS_VERSION)));
  }

  @Test
  void whatCannotBeTrainedAnyMoreIsNotReproduced() {
    Reproduction row = of(Records.failed(TRIAL, "no such\nloss"), 100);
    assertThat(row.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(ReproductionText.lines(row).get(0))
        .isEqualTo("failed            " + TRIAL.name() + "  no such loss");
    assertThat(ReproductionText.summary(List.of(row, of(ORIGINAL, 0)), 1))
        .isEqualTo("not reproduced: 1 same bits, 1 failed, 1 skipped");
  }
}
