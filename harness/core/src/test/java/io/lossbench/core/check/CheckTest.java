package io.lossbench.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Results against a reference. */
class CheckTest {
  private static final Rules STRICTEST = new Rules(Optional.empty(), 0, 0.01);
  private static final Rules STATISTICAL = new Rules(Optional.of(Mode.STATISTICAL), 0.5, 0.01);
  private static final Provenance.Terms ELSEWHERE =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "another processor", "amd64", 2);

  private final List<Trial> trials = Records.plan().trials();

  private List<TrialRecord> records(ToDoubleFunction<Trial> value, Provenance.Terms terms) {
    return trials.stream()
        .map(
            trial ->
                Records.completed(
                    trial, value.applyAsDouble(trial), value.applyAsDouble(trial), terms))
        .toList();
  }

  private List<TrialRecord> records(ToDoubleFunction<Trial> value) {
    return records(value, Records.TERMS);
  }

  /** The same record, trained to other weights. */
  private static TrialRecord withWeights(TrialRecord record, String sha256, double loss) {
    Outcome old = Objects.requireNonNull(record.outcome());
    List<Outcome.Evaluation> weights =
        old.weights().stream()
            .map(
                e ->
                    new Outcome.Evaluation(
                        e.weights(),
                        e.epoch(),
                        e.bestTestEpoch(),
                        e.bestTest(),
                        sha256,
                        e.scoresSha256(),
                        e.metrics(),
                        e.perClass()))
            .toList();
    List<Outcome.Epoch> epochs = new ArrayList<>(old.epochs());
    Outcome.Epoch last = epochs.get(epochs.size() - 1);
    epochs.set(
        epochs.size() - 1,
        new Outcome.Epoch(
            last.epoch(),
            loss,
            last.learningRate(),
            last.raw(),
            last.ema(),
            last.validationRaw(),
            last.validationEma(),
            last.tracked(),
            last.seconds()));
    return TrialRecord.completed(
        record.suite(),
        record.trial(),
        record.provenance(),
        new Outcome(weights, epochs, old.performance(), old.data()),
        Map.of());
  }

  @Test
  void onEqualTermsEveryBitIsAskedFor() {
    Check check = Check.of(records(t -> 40), records(t -> 40), STRICTEST);
    assertThat(check.mode()).isEqualTo(Mode.BITS);
    assertThat(check.failures()).isEmpty();
    assertThat(check.findings())
        .hasSize(2 * trials.size())
        .allMatch(f -> f.status() == Status.EQUAL);
    assertThat(check.summary())
        .isEqualTo(
            "passed: " + 2 * trials.size() + " equal (bits mode: the same trials on equal terms)");
  }

  @Test
  void otherBitsFailAndTheEpochInWhichTheyPartIsNamed() {
    List<TrialRecord> results = new ArrayList<>(records(t -> 40));
    results.set(0, withWeights(results.get(0), "cc".repeat(32), 123.5));
    Check check = Check.of(records(t -> 40), results, STRICTEST);
    assertThat(check.failures()).hasSize(2);
    Finding finding = check.failures().get(0);
    assertThat(finding.status()).isEqualTo(Status.WITHIN);
    assertThat(finding.detail())
        .isEqualTo("weights differ; they part in epoch 2: training loss was 7.5, is 123.5");
    assertThat(check.summary())
        .startsWith("failed: " + (2 * trials.size() - 2) + " equal, 2 within");
  }

  @Test
  void aTrialThatIsNotThereOrFailedIsMissingAndOneMoreIsNew() {
    List<TrialRecord> results = new ArrayList<>(records(t -> 40));
    TrialRecord first = results.remove(0);
    results.set(0, Records.failed(results.get(0).trial(), "the disk is full"));
    Check check = Check.of(records(t -> 40), results, STRICTEST);
    assertThat(check.failures()).extracting(Finding::status).containsOnly(Status.MISSING);
    assertThat(check.failures())
        .extracting(Finding::detail)
        .containsExactly("not run", "failed: the disk is full");
    Check more = Check.of(results.subList(1, results.size()), records(t -> 40), STRICTEST);
    assertThat(more.failures()).isEmpty();
    assertThat(more.findings())
        .filteredOn(f -> f.status() == Status.NEW)
        .extracting(Finding::subject)
        .contains(first.trial().name());
  }

  @Test
  void onAnotherMachineChanceIsReckonedWith() {
    List<TrialRecord> reference = records(t -> 40 + t.repetition());
    Check check =
        Check.of(reference, records(t -> 40.1 + 1.1 * t.repetition(), ELSEWHERE), STRICTEST);
    assertThat(check.mode()).isEqualTo(Mode.STATISTICAL);
    assertThat(check.grounds()).isEqualTo("the terms differ: device-model");
    assertThat(check.failures()).isEmpty();
    assertThat(
            Check.of(reference, records(t -> 30 + t.repetition(), ELSEWHERE), STRICTEST).failures())
        .isNotEmpty()
        .allMatch(f -> f.status() == Status.WORSE);
  }

  @Test
  void aDropOfOneLossIsFoundAndARiseIsNoFailure() {
    String loss = trials.get(0).loss();
    ToDoubleFunction<Trial> noise = t -> 0.2 * Math.sin(37.0 * t.id().hashCode());
    List<TrialRecord> reference = records(t -> 40 + t.repetition());
    List<TrialRecord> dropped =
        records(
            t -> 40 + t.repetition() + noise.applyAsDouble(t) - (t.loss().equals(loss) ? 8 : 0));
    assertThat(Check.of(reference, dropped, STATISTICAL).failures())
        .extracting(Finding::subject)
        .isNotEmpty()
        .allMatch(subject -> subject.endsWith("/" + loss));
    Check risen = Check.of(dropped, reference, STATISTICAL);
    assertThat(risen.failures()).isEmpty();
    assertThat(risen.findings()).extracting(Finding::status).contains(Status.BETTER);
  }

  @Test
  void aDropWithinTheMarginIsAccepted() {
    List<TrialRecord> reference = records(t -> 40 + t.repetition());
    List<TrialRecord> lower = records(t -> 39.6 + t.repetition() + 0.01 * t.repetition() % 2);
    assertThat(Check.of(reference, lower, STATISTICAL).failures()).isEmpty();
    assertThat(Check.of(reference, lower, new Rules(STATISTICAL.mode(), 0.1, 0.01)).failures())
        .isNotEmpty();
  }

  /**
   * 400 checks of unchanged code with other chance: at a declared rate of 5 %, the number of false
   * alarms is at most 20 + 3.1 standard deviations of a binomial; margin 0, the least favourable.
   */
  @Test
  void falseAlarmsAreAsRareAsDeclared() {
    SplitMix64 generator = new SplitMix64(7);
    Rules rules = new Rules(Optional.of(Mode.STATISTICAL), 0, 0.05);
    int alarms = 0;
    for (int i = 0; i < 400; i++) {
      List<TrialRecord> reference = records(t -> 40 + 2 * normal(generator));
      List<TrialRecord> results = records(t -> 40 + 2 * normal(generator));
      alarms += Check.of(reference, results, rules).failures().isEmpty() ? 0 : 1;
    }
    assertThat(alarms).isLessThanOrEqualTo((int) Math.round(20 + 3.1 * Math.sqrt(400 * .05 * .95)));
  }

  /** Irwin and Hall: the sum of twelve uniform numbers less six. */
  private static double normal(SplitMix64 generator) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += generator.nextDouble();
    }
    return sum;
  }

  @Test
  void theRulesAreARateAndAMargin() {
    assertThatThrownBy(() -> new Rules(Optional.empty(), -1, 0.01)).hasMessageContaining("margin");
    assertThatThrownBy(() -> new Rules(Optional.empty(), 0, 0))
        .hasMessageContaining("false alarms");
    assertThatThrownBy(() -> new Rules(Optional.empty(), Double.NaN, 0.5))
        .hasMessageContaining("margin");
  }

  @Test
  void deviationsArePooledOverGroups() {
    // Squares about the means: 2 + 0 + 0.5, with 2 + 0 + 1 degrees of freedom.
    Estimates.Pooled pooled =
        Estimates.pooled(List.of(new double[] {1, 2, 3}, new double[] {9}, new double[] {4, 5}));
    assertThat(pooled.degreesOfFreedom()).isEqualTo(3);
    assertThat(pooled.deviation()).isCloseTo(Math.sqrt(2.5 / 3), within(1e-12));
  }

  @Test
  void whatAFileBringsStaysTextInXmlAndMarkdown() {
    Finding finding =
        new Finding(
            "a<b>|c/\u202enet/x#1", "ema", "mAP", 40, 38.5, Status.WORSE, true, "]]> & `code`");
    Check check = new Check(Mode.BITS, "asked for", List.of(finding));
    String xml = CheckFormats.junit("suite\"<", check);
    assertThat(xml)
        .contains("tests=\"1\" failures=\"1\"")
        .contains("a&lt;b&gt;|c/\\u202enet/x#1 ema")
        .contains("worse: mAP 40.00 -&gt; 38.50")
        .contains("]]&gt; &amp; `code`");
    assertThat(CheckFormats.markdown("suite", check))
        .contains("| **worse** | a\\<b\\>\\|c/\\\\u202enet/x\\#1 | ema | mAP | 40.00 | 38.50 | ");
    assertThat(CheckFormats.line(finding)).startsWith("worse    a<b>|c/");
    Finding speed = new Finding("d/b/l", "", "images per kernel", 4, 4, Status.EQUAL, false, "");
    assertThat(CheckFormats.line(speed)).isEqualTo("equal    d/b/l  images per kernel");
  }
}
