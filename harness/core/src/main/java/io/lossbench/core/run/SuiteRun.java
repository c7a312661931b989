package io.lossbench.core.run;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.util.List;

/** Runs what a plan has and the ledger has not, one trial after the other. */
public final class SuiteRun {
  private final TrialExecutor executor;
  private final Ledger ledger;
  private final RunListener listener;

  public SuiteRun(TrialExecutor executor, Ledger ledger, RunListener listener) {
    this.executor = executor;
    this.ledger = ledger;
    this.listener = listener;
  }

  /** How a run ended; {@code finishedBefore} were in the ledger already. */
  public record Summary(int finishedBefore, int completed, int failed) {}

  /**
   * Runs the pending trials; failed ones of earlier runs are tried again.
   *
   * @throws InterruptedException if the run is being stopped; everything finished is in the ledger
   */
  public Summary run(Plan plan) throws InterruptedException {
    List<Trial> pending = plan.trials().stream().filter(trial -> !isCompleted(trial)).toList();
    int before = plan.trials().size() - pending.size();
    listener.planned(plan.trials().size(), before);
    int failed = 0;
    int number = before;
    for (int i = 0; i < pending.size(); i++) {
      Trial trial = pending.get(i);
      List<Trial> next = pending.subList(i + 1, Math.min(i + 2, pending.size()));
      int current = ++number;
      listener.started(current, trial);
      long start = System.nanoTime();
      TrialRecord record =
          executor.execute(
              trial,
              ledger.trialFolder(trial.id()),
              progress -> {
                listener.progressed(current, trial, progress);
                if (progress.isClosing()) {
                  next.forEach(t -> executor.prepare(t, ledger.trialFolder(t.id())));
                }
              });
      ledger.commit(record);
      ledger.writeTables();
      failed += record.isCompleted() ? 0 : 1;
      listener.ended(current, record, (System.nanoTime() - start) / 1e9);
    }
    ledger.writeTables();
    return new Summary(before, pending.size() - failed, failed);
  }

  private boolean isCompleted(Trial trial) {
    return ledger.find(trial.id()).filter(TrialRecord::isCompleted).isPresent();
  }
}
