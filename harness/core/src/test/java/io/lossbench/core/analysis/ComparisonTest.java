package io.lossbench.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.TestSuites;
import io.lossbench.core.task.WeightsKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Plan plan = Records.plan();
  private final Ledger.Planned planned =
      new Ledger.Planned(
          "small",
          "small.yaml",
          List.of(),
          plan.suite().resolved(),
          List.of("bce", "asl"),
          plan.trials().stream().map(Trial::id).toList());

  private List<TrialRecord> records(double... aslGain) {
    List<TrialRecord> records = new ArrayList<>();
    for (Trial trial : plan.trials()) {
      double base = 20 + 5 * trial.repetition();
      double gain = trial.loss().equals("asl") ? aslGain[trial.repetition() - 1] : 0;
      records.add(Records.completed(trial, base + gain - 3, base + gain));
    }
    return records;
  }

  @Test
  void differencesArePairedByRepetitionSoThatTheirSpreadCancels() {
    Comparison comparison = Comparison.of(planned, records(1, 1.1, 0.9)).get(0);
    Comparison.Row asl = comparison.rows().get(1);
    assertThat(comparison.weights()).isEqualTo(WeightsKind.EMA);
    assertThat(asl.summary().deviation()).isGreaterThan(4);
    assertThat(asl.difference().orElseThrow().mean()).isCloseTo(1, within(1e-9));
    assertThat(asl.difference().orElseThrow().pValue()).isLessThan(.01);
    assertThat(asl.other().orElseThrow().mean()).isCloseTo(asl.summary().mean() - 3, within(1e-9));
    assertThat(comparison.findings().get(0))
        .startsWith("asl is 1.00 mAP better than bce (95 % interval +0.75 to +1.25, n = 3");
  }

  @Test
  void aDifferenceThatChanceExplainsIsNotCalledOne() {
    Comparison comparison = Comparison.of(planned, records(4, -3, 1)).get(0);
    assertThat(comparison.findings().get(0))
        .startsWith("asl and bce are statistically indistinguishable: +0.67 mAP (95 % interval");
  }

  @Test
  void itSaysWhetherLossesSpreadAlikeAndWhatThatLeadsTo() {
    assertThat(Findings.basis(ofThree(.2, -.1, 0)))
        .startsWith(
            "No loss spreads more than the others (smallest p = 0.30), so the spread of all losses"
                + " together judges every difference: Dunnett's")
        .contains(", 4 degrees of freedom,");
    assertThat(Findings.basis(ofThree(0, 9, -9)))
        .startsWith(
            "The losses may not spread alike (smallest p = 0.002), so each difference is judged by"
                + " its own spread: Student's t, 2 degrees of freedom, Bonferroni's correction for"
                + " 2 losses");
  }

  /** Three losses; what the repetitions add to the last one. */
  private static Comparison ofThree(double... last) {
    Plan three =
        Plan.of(
            TestSuites.small("losses.asl.gamma-neg=[2, 4]"),
            name -> "fingerprint",
            name -> Optional.empty());
    List<String> losses = three.trials().stream().map(Trial::loss).distinct().toList();
    double[][] noise = {{0, .2, -.1}, {.1, 0, .3}, last};
    List<TrialRecord> records = new ArrayList<>();
    for (Trial trial : three.trials()) {
      double value = 20 + noise[losses.indexOf(trial.loss())][trial.repetition() - 1];
      records.add(Records.completed(trial, value, value));
    }
    Ledger.Planned planned =
        new Ledger.Planned(
            "small",
            "small.yaml",
            List.of(),
            three.suite().resolved(),
            losses,
            three.trials().stream().map(Trial::id).toList());
    return Comparison.of(planned, records).get(0);
  }

  @Test
  void missingAndFailedTrialsLeaveTheRestPaired() {
    List<TrialRecord> records = records(1, 2, 3);
    records.replaceAll(
        r ->
            r.trial().loss().equals("asl") && r.trial().repetition() == 2
                ? Records.failed(r.trial(), "killed")
                : r);
    records.removeIf(r -> r.trial().loss().equals("bce") && r.trial().repetition() == 3);
    Comparison comparison = Comparison.of(planned, records).get(0);
    Comparison.Row asl = comparison.rows().get(1);
    assertThat(asl.summary().n()).isEqualTo(2);
    assertThat(asl.failed()).hasSize(1);
    assertThat(asl.difference().orElseThrow().repetitions()).isEqualTo(1);
    assertThat(comparison.findings().get(0)).contains("in the only repetition");
  }

  @Test
  void otherTermsAreRefusedAndNamed() {
    Provenance.Terms others =
        new Provenance.Terms("0.1.0", "PyTorch 2.11.0", "cpu", "some processor", "amd64", 8);
    List<TrialRecord> records = records(1, 1, 1);
    records.replaceAll(
        r ->
            r.trial().loss().equals("asl") && r.trial().repetition() == 1
                ? Records.completed(r.trial(), 90, 90, others)
                : r);
    Comparison comparison = Comparison.of(planned, records).get(0);
    assertThat(comparison.refusals()).containsExactly("asl: differs in engine, threads (1 trial)");
    assertThat(comparison.rows().get(1).summary().n()).isEqualTo(2);
  }

  @Test
  void otherProtocolsAreRefusedByField() {
    Plan other =
        Plan.of(
            TestSuites.small("evaluate.threshold=0.7", "backbones.small.image-size=64"),
            name -> "fingerprint",
            name -> Optional.empty());
    assertThat(
            Protocol.differences(
                Records.completed(plan.trials().get(0), 1, 1),
                Records.completed(other.trials().get(0), 1, 1)))
        .containsExactly("backbone.image-size", "evaluate.threshold");
  }

  @Test
  void trialsOfEarlierPlansAreLeftOut() {
    List<TrialRecord> records = records(1, 1, 1);
    Plan earlier =
        Plan.of(
            TestSuites.small("train.epochs=1"), name -> "fingerprint", name -> Optional.empty());
    earlier.trials().forEach(trial -> records.add(Records.completed(trial, 99, 99)));
    assertThat(Comparison.of(planned, records)).hasSize(1);
    assertThat(Comparison.of(planned, records).get(0).rows())
        .allSatisfy(row -> assertThat(row.records()).hasSize(3));
  }
}
