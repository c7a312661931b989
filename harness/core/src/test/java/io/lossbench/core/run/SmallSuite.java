package io.lossbench.core.run;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The small suite's plan of six trials, and the ledger of its runs. */
record SmallSuite(Plan plan, Ledger ledger) {

  /** With a ledger in a folder that a run makes. */
  static SmallSuite in(Path results) {
    return new SmallSuite(Records.plan(), new Ledger(results));
  }

  Trial trial(int number) {
    return plan.trials().get(number);
  }

  /** A record in which a trial is complete, whatever its results. */
  static TrialRecord completed(Trial trial) {
    return Records.completed(trial, 30, 29);
  }

  SuiteRun.Summary run(TrialExecutor executor, RunListener listener) throws InterruptedException {
    return new SuiteRun(executor, ledger, listener).run(plan);
  }

  WorkFolder work(Trial trial) {
    return WorkFolder.of(ledger.trialFolder(trial.id()));
  }

  /** Rows of the table: two for a trial, of raw and averaged weights. */
  int rows() {
    return Math.max(0, lines(ledger.folder().resolve("trials.csv")).size() - 1);
  }

  /** The lines of a file, none where there is no file yet. */
  static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
