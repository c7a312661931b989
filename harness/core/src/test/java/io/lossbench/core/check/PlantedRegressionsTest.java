package io.lossbench.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Regressions of the code, planted into a network that is really trained. */
class PlantedRegressionsTest {
  private static final Provenance.Terms ELSEWHERE =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "another processor", "amd64", 2);

  private final List<Trial> trials = Curves.bce(5);
  private final List<TrialRecord> reference =
      LinearNetwork.UNCHANGED.train(trials, Records.TERMS, 2.5);

  private static Rules rules(Mode mode) {
    return new Rules(Optional.of(mode), 0, 0.01);
  }

  private static Rules speed(double margin) {
    return new Rules(
        Optional.of(Mode.BITS), 0, 0.01, OptionalDouble.empty(), false, OptionalDouble.of(margin));
  }

  private Check here(LinearNetwork network) {
    Check check =
        Check.of(
            reference,
            network.train(trials, Records.TERMS, 2.5),
            new Rules(Optional.empty(), 0, 0.01));
    assertThat(check.mode()).isEqualTo(Mode.BITS);
    return check;
  }

  private Check elsewhere(LinearNetwork network) {
    Check check =
        Check.of(
            reference, network.train(trials, ELSEWHERE, 2.5), new Rules(Optional.empty(), 0, 0.01));
    assertThat(check.mode()).isEqualTo(Mode.STATISTICAL);
    return check;
  }

  @Test
  void unchangedCodeIsEqual() {
    assertThat(here(LinearNetwork.UNCHANGED).findings())
        .hasSize(2 * trials.size())
        .allMatch(finding -> finding.status() == Status.EQUAL);
    assertThat(elsewhere(LinearNetwork.UNCHANGED).failures()).isEmpty();
    assertThat(Check.of(reference, reference, rules(Mode.CURVE)).failures()).isEmpty();
  }

  @Test
  void aWrongGammaIsCaughtInTheFirstEpoch() {
    Check check = here(LinearNetwork.UNCHANGED.withGammaNeg(2));
    assertThat(check.failures()).hasSize(2 * trials.size());
    assertThat(check.failures().get(0).detail())
        .contains("weights, scores, mAP differ")
        .contains("they part in epoch 1: training loss was ");
  }

  @Test
  void aShuffledLabelColumnIsCaughtHereAndElsewhere() {
    LinearNetwork shuffled = LinearNetwork.UNCHANGED.withShuffledLabel(2);
    assertThat(here(shuffled).failures()).hasSize(2 * trials.size());
    assertThat(elsewhere(shuffled).failures())
        .extracting(Finding::status)
        .containsExactly(Status.WORSE);
  }

  @Test
  void threeTimesTheLearningRateIsCaughtHereAndElsewhere() {
    LinearNetwork hasty =
        LinearNetwork.UNCHANGED.withLearningRate(3 * LinearNetwork.UNCHANGED.learningRate());
    Check check = here(hasty);
    assertThat(check.failures()).hasSize(2 * trials.size());
    assertThat(check.failures().get(0).detail()).contains("learning rate was 2.0, is 6.0");
    assertThat(elsewhere(hasty).failures())
        .extracting(Finding::status)
        .containsExactly(Status.WORSE);
  }

  @Test
  void aThirdOfTheLearningRateArrivesButLater() {
    LinearNetwork slow =
        LinearNetwork.UNCHANGED.withLearningRate(LinearNetwork.UNCHANGED.learningRate() / 3);
    assertThat(
            Check.of(reference, slow.train(trials, ELSEWHERE, 2.5), rules(Mode.CURVE)).failures())
        .extracting(Finding::status)
        .containsExactly(Status.WORSE);
  }

  @Test
  void aStepThatTakesTwentyPercentLongerIsCaught() {
    List<TrialRecord> slower =
        LinearNetwork.UNCHANGED.withStepMillis(12.5).train(trials, Records.TERMS, 2.5);
    Check check = Check.of(reference, slower, speed(10));
    assertThat(check.failures())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.metric()).isEqualTo("images per calibration kernel");
              assertThat(finding.reference()).isBetween(3.9, 4.1);
              assertThat(finding.result()).isBetween(3.1, 3.3);
              assertThat(finding.detail()).startsWith("-20.0 %; 10.0 % are accepted");
            });
    assertThat(Check.of(reference, slower, speed(25)).failures()).isEmpty();
  }

  @Test
  void aMachineThatWasNotQuietIsNamed() {
    List<TrialRecord> busy =
        LinearNetwork.UNCHANGED.withStepMillis(12.5).train(trials, Records.TERMS, 2.5).stream()
            .map(record -> LinearNetwork.beside(0.43, record))
            .toList();
    assertThat(Check.of(reference, busy, speed(10)).failures())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.detail())
                    .startsWith("-20.0 %")
                    .endsWith(
                        "the machine was not quiet: others took up to 43 % of the processor time"
                            + " that a trial could have used"));
    List<TrialRecord> quiet =
        reference.stream().map(record -> LinearNetwork.beside(0.1, record)).toList();
    assertThat(Check.of(reference, quiet, speed(10)).findings())
        .noneMatch(finding -> finding.detail().contains("quiet"));
  }

  @Test
  void aMachineThatIsSlowerIsNoRegression() {
    List<TrialRecord> onASlowerMachine =
        LinearNetwork.UNCHANGED.withStepMillis(30).train(trials, Records.TERMS, 7.5);
    assertThat(Check.of(reference, onASlowerMachine, speed(0)).failures()).isEmpty();
  }

  @Test
  void speedWithoutACalibrationIsNotGuessed() {
    List<TrialRecord> old = trials.stream().map(trial -> Records.completed(trial, 40, 40)).toList();
    assertThatThrownBy(() -> Check.of(old, reference, speed(10)))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("measured no calibration kernel");
    assertThat(Check.of(reference, old, speed(10)).failures())
        .extracting(Finding::detail)
        .contains("no complete repetition was timed beside the same kernel");
    assertThatThrownBy(() -> speed(100)).hasMessageContaining("below 100 percent");
  }
}
