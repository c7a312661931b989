package io.lossbench.core.ledger;

import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.TestSuites;
import io.lossbench.core.task.WeightsKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records for tests. */
public final class Records {
  public static final Provenance.Terms TERMS =
      new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "some processor", "amd64", 2);

  private static final Outcome.StepParts PARTS = new Outcome.StepParts(1, 20, 0.05, 30, 9);

  private static final Map<String, Double> TRACKED =
      Map.of("positive_probability", 0.25, "negative_probability", 0.75, "probability_gap", -0.5);

  private Records() {}

  public static Plan plan() {
    return Plan.of(TestSuites.small(), name -> "fingerprint", name -> Optional.empty());
  }

  public static TrialRecord completed(Trial trial, double raw, double ema) {
    return completed(trial, raw, ema, TERMS);
  }

  public static TrialRecord completed(Trial trial, double raw, double ema, Provenance.Terms terms) {
    Outcome outcome =
        new Outcome(
            List.of(evaluation(WeightsKind.RAW, raw), evaluation(WeightsKind.EMA, ema)),
            List.of(epoch(1, 10, 9), epoch(2, raw, ema)),
            new Outcome.Performance(
                100, 400, 2.5, 60, 70, 0.01, 50, PARTS, 1 << 29, 0, 20, 5, 1, null),
            new Outcome.DataSummary(
                "multi-label",
                "mAP",
                true,
                List.of("cat", "=dog"),
                List.of(3, 0),
                100,
                50,
                1.5,
                15,
                List.of(),
                List.of()));
    return TrialRecord.completed("small", trial, provenance(terms), outcome, Map.of());
  }

  public static TrialRecord failed(Trial trial, String reason) {
    return TrialRecord.failed(
        "small", trial, provenance(TERMS), new TrialRecord.Failure(reason, "last line"));
  }

  private static Provenance provenance(Provenance.Terms terms) {
    return new Provenance(
        terms,
        new Provenance.Varying(
            "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z", "host", "Linux", "JDK 17"));
  }

  private static Outcome.Epoch epoch(int number, double raw, double ema) {
    return new Outcome.Epoch(
        number, 9.5 - number, 1e-3, raw, ema, Double.NaN, Double.NaN, TRACKED, 2.5);
  }

  private static Outcome.Evaluation evaluation(WeightsKind weights, double map) {
    return new Outcome.Evaluation(
        weights,
        2,
        2,
        map + 1,
        "aa".repeat(32),
        "bb".repeat(32),
        Map.of("mAP", map),
        List.of(map, Double.NaN));
  }
}
