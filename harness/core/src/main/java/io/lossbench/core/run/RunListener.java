package io.lossbench.core.run;

import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;

/** Hears of a run as it goes; calls come from one thread. */
public interface RunListener {

  /** Before the first trial: how many there are, and how many of them are in the ledger already. */
  void planned(int trials, int finished);

  void started(int number, Trial trial);

  void progressed(int number, Trial trial, Progress progress);

  void ended(int number, TrialRecord record, double seconds);
}
