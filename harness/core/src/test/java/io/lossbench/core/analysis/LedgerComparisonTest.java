package io.lossbench.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.analysis.LedgerComparison.Kind;
import io.lossbench.core.analysis.LedgerComparison.Line;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.TestSuites;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The same losses in two ledgers. */
class LedgerComparisonTest {
  private static final Provenance.Terms ELSEWHERE =
      new Provenance.Terms("0.2.0", "PyTorch 2.7.1", "cpu", "another processor", "amd64", 2);

  private static List<TrialRecord> records(
      String fingerprint,
      ToDoubleFunction<Trial> value,
      Provenance.Terms terms,
      String... overrides) {
    return Plan.of(TestSuites.small(overrides), name -> fingerprint, name -> Optional.empty())
        .trials()
        .stream()
        .map(
            trial ->
                Records.completed(
                    trial, value.applyAsDouble(trial), value.applyAsDouble(trial), terms))
        .toList();
  }

  private static List<TrialRecord> records(ToDoubleFunction<Trial> value, String... overrides) {
    return records("fingerprint", value, Records.TERMS, overrides);
  }

  @Test
  void equalSeedsArePairedAndWhatDiffersIsNamed() {
    LedgerComparison comparison =
        LedgerComparison.of(
            records(t -> 40 + 3 * t.repetition()),
            records("fingerprint", t -> 41 + 3.1 * t.repetition(), ELSEWHERE),
            Set.of());
    assertThat(comparison.differences()).containsExactly("device-model", "lossbench");
    assertThat(comparison.lines()).hasSize(2);
    Line line = comparison.lines().get(0);
    assertThat(line.kind()).isEqualTo(Kind.PAIRED);
    assertThat(line.metric()).isEqualTo("mAP");
    assertThat(line.pairs()).isEqualTo(3);
    assertThat(line.change()).isCloseTo(1.2, within(1e-9));
    // Pairs differ by 1.1, 1.2 and 1.3; t is 6.2053 for two losses at once (SciPy: t.isf(.0125,
    // 2)).
    assertThat(line.interval().low()).isCloseTo(1.2 - 6.2053 * 0.1 / Math.sqrt(3), within(1e-4));
    assertThat(line.pValue()).as("corrected for two losses").isBetween(0.004, 0.006);
  }

  @Test
  void otherSeedsAreComparedByTheirMeans() {
    Line line =
        LedgerComparison.of(
                records(t -> 40 + t.repetition()),
                records(t -> 42 + t.repetition(), "seed=2"),
                Set.of())
            .lines()
            .get(0);
    assertThat(line.kind()).isEqualTo(Kind.UNPAIRED);
    assertThat(line.change()).isCloseTo(2, within(1e-9));
    // Welch: errors of sqrt(1/3 + 1/3), 4 degrees of freedom, t 3.4954 for two losses at once.
    assertThat(line.interval().low()).isCloseTo(2 - 3.4954 * Math.sqrt(2.0 / 3), within(1e-3));
  }

  @Test
  void otherSettingsOfTrainingAreExplainedAndOtherImagesRefused() {
    List<TrialRecord> before = records(t -> 40 + t.repetition());
    LedgerComparison trained =
        LedgerComparison.of(before, records(t -> 40 + t.repetition(), "train.epochs=3"), Set.of());
    assertThat(trained.differences()).containsExactly("train.epochs");
    assertThat(trained.lines()).allMatch(line -> line.kind() == Kind.PAIRED);
    LedgerComparison measured =
        LedgerComparison.of(before, records("other images", t -> 50, Records.TERMS), Set.of());
    assertThat(measured.lines())
        .allMatch(line -> line.kind() == Kind.NONE && Double.isNaN(line.change()))
        .allMatch(line -> line.reason().equals("measured otherwise: dataset.fingerprint"));
  }

  @Test
  void aLossThatOneOfThemLacksAndAMetricThatNoneHasAreSaidSo() {
    List<TrialRecord> both = records(t -> 40 + t.repetition());
    List<TrialRecord> one =
        both.stream().filter(record -> record.trial().loss().equals("bce")).toList();
    assertThat(LedgerComparison.of(both, one, Set.of()).lines())
        .filteredOn(line -> line.kind() == Kind.NONE)
        .singleElement()
        .satisfies(line -> assertThat(line.reason()).isEqualTo("only in the first"));
    assertThat(LedgerComparison.of(both, both, Set.of("CF1")).lines())
        .allMatch(line -> line.reason().equals("no CF1 of these weights in the first"));
  }
}
