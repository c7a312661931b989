package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A suite that is tuned, in real processes: stopped and gone on with, checked and reproduced. */
@Timeout(400)
class TunedIT {
  @TempDir Path folder;

  private Path suite() throws IOException {
    Path plain = Cli.tinySuite(folder, "tuned", 2, "bce", "asl");
    return Files.writeString(
        folder.resolve("tuned.yaml"),
        Files.readString(plain)
            + """
            tune:
              type: random
              configurations: 2
              axes:
                train.schedule.max-lr: {type: log-uniform, low: 1.0e-3, high: 1.0e-2}
                losses.asl.margin: {type: uniform, low: 0, high: 0.2}
            """);
  }

  private Process run(Path suite, String results) throws IOException {
    String at = folder.resolve(results).toString();
    return Cli.process(
            folder.resolve(results + ".log"),
            List.of(),
            "run",
            suite.toString(),
            "--threads",
            "1",
            "--jobs",
            "2",
            "--results",
            at,
            "--reports",
            at)
        .start();
  }

  private void finish(Process process, String results) throws Exception {
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve(results + ".log"))).isZero();
  }

  @Test
  void whatIsStoppedGoesOnToTheSameWinnersAndNoTuningTrialSeesATestImage() throws Exception {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Path suite = suite();
    Ledger stopped = new Ledger(folder.resolve("stopped/tuned"));
    Process first = run(suite, "stopped");
    while (first.isAlive() && stopped.readAll().records().isEmpty()) {
      Thread.sleep(50);
    }
    first.destroyForcibly().waitFor();
    assertThat(stopped.records()).hasSizeBetween(1, 5);
    finish(run(suite, "stopped"), "stopped");
    finish(run(suite, "whole"), "whole");

    Ledger whole = new Ledger(folder.resolve("whole/tuned"));
    assertThat(Cli.comparable(folder.resolve("stopped/tuned/trials.csv")))
        .isEqualTo(Cli.comparable(folder.resolve("whole/tuned/trials.csv")));
    assertThat(stopped.planned().orElseThrow().trials())
        .hasSize(2 * 2 + 2)
        .isEqualTo(whole.planned().orElseThrow().trials());
    for (TrialRecord record : whole.records()) {
      Outcome.DataSummary data = record.outcome().data();
      boolean tuning = record.trial().isTuning();
      // A fifth of 192 images is held out for tuning.
      assertThat(data.testImages()).as(record.trial().name()).isEqualTo(tuning ? 38 : 64);
      assertThat(data.trainImages()).isEqualTo(tuning ? 154 : 192);
    }

    String results = whole.folder().toString();
    assertThat(Cli.run("check", stopped.folder().toString(), "--against", results).code()).isZero();
    assertThat(Cli.run("verify", results).code()).isZero();
    Cli again = Cli.run("reproduce", results, "--trial", "tiny/small/bce~1#1");
    assertThat(again.code()).as(again.out() + again.err()).isZero();
    String[] at = {"--results", folder.resolve("whole").toString()};
    assertThat(Cli.run("plan", suite.toString(), at[0], at[1]).out())
        .startsWith("# 6 trials, 0 to run");
    assertThat(Cli.run("status", suite.toString(), at[0], at[1]).out())
        .startsWith("tuned: 6 of 6 trials are done");
    assertThat(Files.readString(folder.resolve("whole/tuned.md")))
        .contains("## Tuning: tiny, small", "| settings that won |", "| bce | ", "| asl | ")
        .doesNotContain("bce~1#1");
    assertThat(Files.readString(folder.resolve("whole/tuned.html")))
        .contains("id=\"tiny/small/tuning/best-so-far\"");
  }
}
