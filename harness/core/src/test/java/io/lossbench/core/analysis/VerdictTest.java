package io.lossbench.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What results say of a published value. */
class VerdictTest {
  private final Plan plan = Records.plan();

  /** Repetitions of asl at these values, EMA, NaN for none; bce lies at 20. */
  private Verdict verdict(Map<String, Object> anchor, double... values) {
    List<TrialRecord> records = new ArrayList<>();
    for (Trial trial : plan.trials()) {
      boolean missing =
          trial.loss().equals("asl")
              && trial.repetition() <= values.length
              && Double.isNaN(values[trial.repetition() - 1]);
      if (trial.repetition() <= values.length && !missing) {
        double value = trial.loss().equals("asl") ? values[trial.repetition() - 1] : 20;
        records.add(Records.completed(trial, value - 3, value));
      }
    }
    Map<String, Object> complete =
        new LinkedHashMap<>(
            Map.of(
                "loss",
                "asl",
                "precision",
                0.05,
                "tolerance",
                0.5,
                "statistic",
                "selected",
                "source",
                "a paper",
                "protocol",
                Map.of()));
    complete.putAll(anchor);
    Ledger.Planned planned =
        new Ledger.Planned(
            "small",
            "small.yaml",
            List.of(),
            plan.suite().resolved().with("anchors", List.of(complete)),
            List.of("bce", "asl"),
            plan.trials().stream().map(Trial::id).toList());
    return Comparison.of(planned, records).get(0).verdicts().get(0);
  }

  @Test
  void aValueIsReproducedIfTheWholeIntervalLiesAboveItLessItsTolerance() {
    // Mean 30.1, deviation .1: the interval is 29.85 to 30.35.
    assertThat(verdict(Map.of("value", 30.3), 30, 30.1, 30.2).kind())
        .isEqualTo(Verdict.Kind.REPRODUCED);
    assertThat(verdict(Map.of("value", 25), 30, 30.1, 30.2).kind())
        .isEqualTo(Verdict.Kind.REPRODUCED);
  }

  @Test
  void aValueIsNotReproducedIfTheWholeIntervalLiesBelow() {
    assertThat(verdict(Map.of("value", 30.9), 30, 30.1, 30.2).kind())
        .isEqualTo(Verdict.Kind.NOT_REPRODUCED);
    assertThat(verdict(Map.of("value", 30.9, "tolerance", 1), 30, 30.1, 30.2).kind())
        .isEqualTo(Verdict.Kind.UNDECIDED);
  }

  @Test
  void badRepetitionsReproduceNothingAndAreToldHowManyWouldDecide() {
    Verdict verdict = verdict(Map.of("value", 38), 20, 40, 60);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNDECIDED);
    // Mean 40 and deviation 20 against a bound of 37.5: Cohen's d is an eighth.
    assertThat(verdict.reasons()).containsExactly("505 repetitions of this spread would decide");
  }

  @Test
  void oneRepetitionDecidesNothing() {
    Verdict verdict = verdict(Map.of("value", 25), 30);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNDECIDED);
    assertThat(verdict.reasons()).containsExactly("one repetition decides nothing");
    assertThat(verdict(Map.of("value", 30.2), Double.NaN).kind()).isEqualTo(Verdict.Kind.PENDING);
  }

  @Test
  void theStatisticIsTheOneThatWasPublished() {
    // Records' best epoch on test lies 1 above each value.
    Verdict best = verdict(Map.of("value", 31, "statistic", "best-on-test"), 30, 30.1, 30.2);
    assertThat(best.ours().mean()).isBetween(31.05, 31.15);
    assertThat(best.kind()).isEqualTo(Verdict.Kind.REPRODUCED);
  }

  @Test
  void anotherProtocolIsNotComparableAndNamesTheFields() {
    Verdict verdict =
        verdict(
            Map.of(
                "value",
                10,
                "protocol",
                Map.of(
                    "backbone", Map.of("image-size", 448), "train", Map.of("epochs", 1, "ema", 2))),
            30,
            30.1);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.NOT_COMPARABLE);
    assertThat(verdict.reasons())
        .anyMatch(reason -> reason.matches("backbone.image-size is \\d+, published with 448"))
        .anyMatch(reason -> reason.startsWith("train.ema is "));
  }

  @Test
  void aMetricThatWasNotMeasuredIsNotComparable() {
    Verdict verdict = verdict(Map.of("value", 10, "metric", "macro-F1"), 30, 31);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.NOT_COMPARABLE);
    assertThat(verdict.reasons()).containsExactly("the trials have no metric 'macro-F1'");
  }
}
