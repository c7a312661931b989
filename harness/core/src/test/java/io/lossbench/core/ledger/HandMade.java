package io.lossbench.core.ledger;

import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.TestSuites;
import io.lossbench.core.task.WeightsKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Ledgers whose numbers a test chooses: a multi-label suite whose mAP is the mean of its APs. */
public final class HandMade {
  private static final Outcome.StepParts PARTS = new Outcome.StepParts(1, 20, 0.05, 30, 9);

  private HandMade() {}

  /** The plan of a suite; every dataset has a fingerprint of its own. */
  public static Plan plan(String suite) {
    return Plan.of(
        TestSuites.reader().read("made.yaml", suite, List.of()),
        name -> "fingerprint of " + name,
        name -> Optional.empty());
  }

  /**
   * A completed trial, with raw weights only.
   *
   * @param instances of each class in the test images
   * @param perClass AP of each class
   * @param imagesPerSecond of training, which is two epochs of 100 images
   */
  public static TrialRecord record(
      String suite,
      Trial trial,
      List<Integer> instances,
      double[] perClass,
      double imagesPerSecond) {
    double map = Arrays.stream(perClass).filter(Double::isFinite).average().orElseThrow();
    Outcome outcome =
        new Outcome(
            List.of(
                new Outcome.Evaluation(
                    WeightsKind.RAW,
                    2,
                    2,
                    map + 1,
                    "aa".repeat(32),
                    "bb".repeat(32),
                    Map.of("mAP", map),
                    Arrays.stream(perClass).boxed().toList())),
            List.of(epoch(1, map - 5), epoch(2, map)),
            new Outcome.Performance(
                imagesPerSecond, 400, 2.5, 60, 70, 0.01, 50, PARTS, 1 << 29, 0, 20, 5, 1, null),
            new Outcome.DataSummary(
                "multi-label",
                "mAP",
                true,
                names(instances.size()),
                instances,
                100,
                50,
                1.5,
                15,
                List.of(),
                List.of()));
    return TrialRecord.completed(
        suite,
        trial,
        new Provenance(
            Records.TERMS,
            new Provenance.Varying(
                "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z", "host", "Linux", "JDK 17")),
        outcome,
        Map.of());
  }

  /** {@code class 1} and so on. */
  private static List<String> names(int classes) {
    String[] names = new String[classes];
    Arrays.setAll(names, i -> "class " + (i + 1));
    return List.of(names);
  }

  private static Outcome.Epoch epoch(int number, double raw) {
    return new Outcome.Epoch(
        number,
        9.5 - number,
        1e-3,
        raw,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Map.of("probability_gap", -0.5),
        2.5);
  }

  /** A record of each trial with the mAP that is chosen for it, the AP of both its classes. */
  public static List<TrialRecord> records(Plan plan, ToDoubleFunction<Trial> map) {
    return plan.trials().stream()
        .map(
            trial -> {
              double value = map.applyAsDouble(trial);
              return record(
                  plan.suite().name(), trial, List.of(30, 10), new double[] {value, value}, 100);
            })
        .toList();
  }

  /** A ledger of these records. */
  public static Ledger ledger(Path folder, Plan plan, List<TrialRecord> records) {
    Ledger ledger = new Ledger(folder);
    ledger.writePlan(plan, "made.yaml", List.of());
    records.forEach(ledger::commit);
    return ledger;
  }

  /** What was planned, without a ledger. */
  public static Ledger.Planned planned(Plan plan) {
    return new Ledger.Planned(
        plan.suite().name(),
        "made.yaml",
        List.of(),
        plan.suite().resolved(),
        plan.suite().losses().stream().map(loss -> loss.name()).toList(),
        plan.trials().stream().map(Trial::id).toList());
  }
}
