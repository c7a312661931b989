package io.lossbench.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Learning curves against those of a reference. */
class CurveCheckTest {
  private static final double NEVER = Double.POSITIVE_INFINITY;
  private static final double[] BATCH_128 = {16, 14, 16, 17, 16, 16, 15, 16, 15, 16};
  private static final double[] BATCH_256 = {20, 21, 21, 20, 22, 22, 21, 21, 20, 20};

  private static Rules rules(boolean failsFaster) {
    return new Rules(
        Optional.of(Mode.CURVE),
        0,
        0.01,
        OptionalDouble.of(Curves.TARGET),
        failsFaster,
        OptionalDouble.empty());
  }

  private static Finding only(Check check) {
    assertThat(check.findings()).hasSize(1);
    return check.findings().get(0);
  }

  private static Check mlperf(double[] reference, double... results) {
    return Check.of(
        Curves.arriving(Curves.bce(reference.length), reference),
        Curves.arriving(Curves.bce(results.length), results),
        rules(true));
  }

  @Test
  void mlperfsSubmissionAtBatch128Passes() {
    Check check = mlperf(BATCH_128, 15, 15, 15, 16, 16);
    Finding finding = only(check);
    assertThat(finding.metric()).isEqualTo("epochs to 40.00 mAP");
    assertThat(finding.reference()).isEqualTo(15.75);
    assertThat(finding.result()).isCloseTo(15.33, within(0.005));
    assertThat(finding.status()).isEqualTo(Status.WITHIN);
    assertThat(finding.detail()).startsWith("accepted are 15.21 to ").contains("olympic means");
    assertThat(check.failures()).isEmpty();
  }

  @Test
  void mlperfsSubmissionAtBatch256FailsForItsSpeedWhereThatIsAskedFor() {
    Check check = mlperf(BATCH_256, 19, 19, 19, 20, 21);
    Finding finding = only(check);
    assertThat(finding.result()).isCloseTo(19.33, within(0.005));
    assertThat(finding.status()).isEqualTo(Status.BETTER);
    assertThat(finding.detail()).startsWith("accepted are 19.93 to ");
    assertThat(check.failures()).hasSize(1);
    assertThat(
            Check.of(
                    Curves.arriving(Curves.bce(10), BATCH_256),
                    Curves.arriving(Curves.bce(5), 19, 19, 19, 20, 21),
                    rules(false))
                .failures())
        .as("a gate of changes has nothing against speed")
        .isEmpty();
  }

  @Test
  void whoArrivesLaterFailsAlthoughItArrives() {
    Check check = mlperf(BATCH_128, 18, 19, 18, 19, 18);
    assertThat(only(check).status()).isEqualTo(Status.WORSE);
    assertThat(check.failures()).hasSize(1);
    // In the end both are where the reference is, which is all that the other modes see.
    assertThat(
            Check.of(
                    Curves.arriving(Curves.bce(10), BATCH_128),
                    Curves.arriving(Curves.bce(5), 18, 19, 18, 19, 18),
                    new Rules(Optional.of(Mode.STATISTICAL), 0, 0.01))
                .failures())
        .isEmpty();
  }

  @Test
  void oneRepetitionThatNeverArrivesIsDroppedAsTheSlowestAndTwoFail() {
    assertThat(only(mlperf(BATCH_128, 16, 15, 16, 17, NEVER)).status()).isEqualTo(Status.WITHIN);
    Finding finding = only(mlperf(BATCH_128, 16, 15, 16, NEVER, NEVER));
    assertThat(finding.status()).isEqualTo(Status.WORSE);
    assertThat(finding.detail()).isEqualTo("2 of 5 never get there");
    assertThat(CheckFormats.line(finding)).contains("epochs to 40.00 mAP 15.75 -> never");
  }

  @Test
  void threeRepetitionsAreJudgedByTheSpreadOfAllLosses() {
    List<Trial> trials = Curves.trials(3);
    List<TrialRecord> reference = Curves.arriving(trials, 15, 16, 17);
    Rules rules = rules(false);
    assertThat(Check.of(reference, reference, rules).findings())
        .hasSize(2)
        .allMatch(finding -> finding.status() == Status.EQUAL);
    List<TrialRecord> slower =
        Curves.arriving(trials, t -> 14.5 + t.repetition() + (t.loss().equals("asl") ? 5 : 0));
    assertThat(Check.of(reference, slower, rules).failures())
        .extracting(Finding::subject)
        .containsExactly("generated-scenes/small/asl");
  }

  @Test
  void withoutATargetEveryRepetitionOfTheReferenceReachesIt() {
    List<TrialRecord> reference = Curves.arriving(Curves.bce(3), 15, 16, 17);
    Check check = Check.of(reference, reference, new Rules(Optional.of(Mode.CURVE), 0, 0.01));
    // Chance is 15, and the worst ends at 15 + 25 * 30 / 17 = 59.12.
    assertThat(only(check).metric()).isEqualTo("epochs to 54.71 mAP");
    assertThat(check.failures()).isEmpty();
  }

  @Test
  void aMissingLossFailsAndATargetThatTheReferenceMissesIsRefused() {
    List<TrialRecord> both = Curves.arriving(Curves.trials(3), 15, 16, 17);
    List<TrialRecord> one = Curves.arriving(Curves.bce(3), 15, 16, 17);
    assertThat(Check.of(both, one, rules(false)).failures())
        .extracting(Finding::status)
        .containsExactly(Status.MISSING);
    assertThat(Check.of(one, both, rules(false)).findings())
        .extracting(Finding::status)
        .containsExactlyInAnyOrder(Status.EQUAL, Status.NEW);
    List<TrialRecord> late = Curves.arriving(Curves.bce(3), 15, NEVER, 17);
    assertThatThrownBy(() -> Check.of(late, one, rules(false)))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("1 of 3 repetitions of generated-scenes/small/bce")
        .hasMessageContaining("--target");
    Rules atOnce =
        new Rules(
            Optional.of(Mode.CURVE), 0, 0.01, OptionalDouble.of(10), false, OptionalDouble.empty());
    assertThatThrownBy(() -> Check.of(one, one, atOnce))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("not better than chance");
  }
}
