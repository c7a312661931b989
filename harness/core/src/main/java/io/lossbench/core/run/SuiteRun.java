package io.lossbench.core.run;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs what a plan has and the ledger has not, one trial after the other.
 *
 * <p>A trial that runs never pays for anything else: a listener, a table or the next trial that
 * fails does so when the trial's record is written.
 */
public final class SuiteRun {
  private final TrialExecutor executor;
  private final Ledger ledger;
  private final RunListener listener;
  private @Nullable RuntimeException listenersFault;

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
   * @throws HarnessException before the first trial if a record cannot be trusted; later if what
   *     was trained cannot be written
   * @throws InterruptedException if the run is being stopped; everything finished is in the ledger
   */
  public Summary run(Plan plan) throws InterruptedException {
    ledger.records();
    List<Trial> pending = plan.trials().stream().filter(trial -> !isCompleted(trial)).toList();
    int before = plan.trials().size() - pending.size();
    tell(() -> listener.planned(plan.trials().size(), before));
    int failed = 0;
    for (int i = 0; i < pending.size(); i++) {
      Trial trial = pending.get(i);
      List<Trial> next = pending.subList(i + 1, Math.min(i + 2, pending.size()));
      int number = before + i + 1;
      ledger.requireHeld();
      tell(() -> listener.started(number, trial));
      long start = System.nanoTime();
      TrialRecord record =
          executor.execute(
              trial,
              ledger.trialFolder(trial.id()),
              progress -> {
                tell(() -> listener.progressed(number, trial, progress));
                if (progress.isClosing()) {
                  next.forEach(this::prepare);
                }
              });
      commit(record);
      failed += record.isCompleted() ? 0 : 1;
      tell(() -> listener.ended(number, record, (System.nanoTime() - start) / 1e9));
    }
    ledger.writeTables();
    if (listenersFault != null) {
      throw listenersFault;
    }
    return new Summary(before, pending.size() - failed, failed);
  }

  private boolean isCompleted(Trial trial) {
    boolean completed = ledger.find(trial.id()).filter(TrialRecord::isCompleted).isPresent();
    if (completed) {
      // A run that was killed between the record and this.
      clear(trial);
    }
    return completed;
  }

  /** A trial that cannot be prepared fails when its turn comes, and says why. */
  private void prepare(Trial trial) {
    try {
      executor.prepare(trial, ledger.trialFolder(trial.id()));
    } catch (RuntimeException e) {
      // Met again, and told, when the trial is executed.
    }
  }

  private void commit(TrialRecord record) {
    if (record.isCompleted()) {
      ledger.commit(record);
      clear(record.trial());
    } else {
      commitFailure(record);
    }
    try {
      ledger.writeTables();
    } catch (HarnessException e) {
      // They are derived; the last attempt, after the last trial, tells.
      ledger.requireHeld();
    }
  }

  /**
   * The reason of a failure may keep its record from being written too: it is told all the same.
   */
  private void commitFailure(TrialRecord record) {
    try {
      ledger.commit(record);
    } catch (HarnessException e) {
      ledger.requireHeld();
    }
  }

  private void clear(Trial trial) {
    try {
      executor.committed(trial, ledger.trialFolder(trial.id()));
    } catch (HarnessException e) {
      // It costs its space, no more.
    }
  }

  /** A fault of the listener, a bug, is thrown when all trials are done. */
  private void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      listenersFault = listenersFault == null ? e : listenersFault;
    }
  }
}
