package io.lossbench.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.TestSuites;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The losses of a suite over all its backbones. */
class OverviewTest {
  private static List<Comparison> comparisons(String... settings) {
    Plan plan =
        Plan.of(TestSuites.small(settings), name -> "fingerprint", name -> Optional.empty());
    Ledger.Planned planned =
        new Ledger.Planned(
            "small",
            "small.yaml",
            List.of(),
            plan.suite().resolved(),
            List.of("bce", "asl"),
            plan.trials().stream().map(Trial::id).toList());
    List<TrialRecord> records =
        plan.trials().stream()
            .map(
                trial -> {
                  double base =
                      (trial.backbone().equals("small") ? 20 : 60) + trial.repetition() * 2.0;
                  double gain = trial.loss().equals("asl") ? 1 + trial.repetition() * .1 : 0;
                  return Records.completed(trial, base + gain, base + gain);
                })
            .toList();
    return Comparison.of(planned, records);
  }

  @Test
  void lossesAreRankedAndComparedOverAllSettings() {
    Overview overview =
        Overview.of(comparisons("backbones.large={type: resnet20, image-size: 40}")).orElseThrow();
    assertThat(overview.settings()).isEqualTo(2);
    assertThat(overview.rows()).extracting(Overview.Row::loss).containsExactly("bce", "asl");
    assertThat(overview.rows()).extracting(Overview.Row::averageRank).containsExactly(2.0, 1.0);
    assertThat(overview.rows().get(0).advantage()).isEmpty();
    var asl = overview.rows().get(1).advantage().orElseThrow();
    assertThat(asl.improvement()).isEqualTo(1);
    assertThat(asl.gain()).isCloseTo(1.2, within(1e-9));
    assertThat(overview.sentence())
        .startsWith("The summary speaks of these 2 settings")
        .contains("a sign test would give p = 0.50");
  }

  @Test
  void aSingleSettingNeedsNoSummary() {
    assertThat(Overview.of(comparisons())).isEmpty();
  }
}
