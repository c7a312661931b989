package io.lossbench.core.run;

import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;

/** Callbacks for the progress of a run; all calls come from the run's own thread. */
public interface RunListener {

  /**
   * Called once, before the first trial.
   *
   * @param trials of the plan
   * @param finished how many of them are in the ledger already
   */
  void planned(int trials, int finished);

  /** Called when a trial begins; others may be running. */
  void started(Trial trial);

  void progressed(Trial trial, Progress progress);

  /**
   * Called when a trial's record is in the ledger.
   *
   * @param seconds since the trial began
   */
  void ended(TrialRecord record, double seconds);

  /**
   * Called once for each trial that another process is found to be training; it is waited for.
   *
   * @param holder host, process and since when
   */
  default void heldElsewhere(Trial trial, String holder) {}

  /** Called when another process has completed a trial of this run. */
  default void completedElsewhere(Trial trial) {}
}
