package io.lossbench.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.WeightsKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which metrics a report shows. */
class ReportMetricsTest {
  @TempDir Path folder;

  private static TrialRecord judged(Trial trial, Task task, @Nullable Double taken) {
    var result =
        task.judge(
            ScoreMatrix.of(2, 3, new float[] {.9f, .1f, .2f, .3f, .6f, .1f}),
            LabelMatrix.of(2, 3, new byte[] {1, 0, 0, 0, 1, 0}),
            trial.spec().settings("evaluate"));
    Outcome outcome =
        new Outcome(
            List.of(
                new Outcome.Evaluation(
                    WeightsKind.RAW,
                    1,
                    1,
                    50,
                    "aa".repeat(32),
                    "bb".repeat(32),
                    result.metrics(),
                    result.perClass())),
            List.of(),
            new Outcome.Performance(
                1, 1, 1, 1, 1, 0, 1, new Outcome.StepParts(1, 1, 1, 1, 1), 1, 0, 1, 5, 1, taken),
            new Outcome.DataSummary(
                task.name(),
                task.primary().name(),
                true,
                List.of("a", "b", "c"),
                List.of(1, 1, 0),
                2,
                2,
                1,
                50,
                List.of(),
                List.of()));
    return TrialRecord.completed(
        "kept",
        trial,
        new Provenance(
            new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "a processor", "amd64", 2),
            new Provenance.Varying(
                "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z", "host", "Linux", "JDK 17")),
        outcome,
        Map.of());
  }

  private String report(Task task, int topK) throws IOException {
    return Files.readString(write(task, topK, null).html());
  }

  private ReportWriter.Written write(Task task, int topK, @Nullable Double taken)
      throws IOException {
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
            .read(
                "kept.yaml",
                "suite: kept\ndatasets: [generated-scenes]\n"
                    + "backbones: {n: {type: resnet20, image-size: 32}}\n"
                    + "losses: {bce: {type: bce}}\nrepetitions: 1\n"
                    + "evaluate: {top-k: "
                    + topK
                    + "}\n",
                List.of());
    Plan plan = Plan.of(suite, name -> "fingerprint", name -> Optional.empty());
    Ledger ledger = new Ledger(folder.resolve(task.name() + "-" + topK));
    ledger.writePlan(plan, "kept.yaml", List.of());
    ledger.commit(judged(plan.trials().get(0), task, taken));
    return ReportWriter.write(ledger, folder);
  }

  @Test
  void theColumnsOfTheHighestAreThereWhateverTheirNumber() throws IOException {
    assertThat(report(new MultiLabel(), 5))
        .contains(">CF1@top5</th>", ">OF1@top5</th>", "the 5 highest per image")
        .doesNotContain("@top3", ">top-1</th>");
    assertThat(report(new MultiLabel(), 3)).contains(">CF1@top3</th>", ">OF1@top3</th>");
  }

  @Test
  void speedsOfAMachineThatWasNotQuietAreMarked() throws IOException {
    ReportWriter.Written busy = write(new MultiLabel(), 4, 0.37);
    for (Path report : List.of(busy.html(), busy.markdown())) {
      assertThat(Files.readString(report))
          .contains(
              "bce †",
              "† The machine was not quiet: in 1 of 1 trials others took more than 10 % of the"
                  + " processor time that the trial could have used, up to 37 %.");
    }
    ReportWriter.Written quiet = write(new MultiLabel(), 6, 0.1);
    for (Path report : List.of(quiet.html(), quiet.markdown())) {
      assertThat(Files.readString(report)).doesNotContain("†");
    }
  }

  @Test
  void oneClassAnImageHasItsOwnMetricsFirst() throws IOException {
    String report = report(new SingleLabel(), 1);
    assertThat(report).contains(">top-1</th>", ">macro-F1</th>", ">CF1@top1</th>");
    assertThat(report.indexOf(">top-5</th>")).isLessThan(report.indexOf(">mAP</th>"));
  }
}
