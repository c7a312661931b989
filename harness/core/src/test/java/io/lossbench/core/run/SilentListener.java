package io.lossbench.core.run;

import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;

/** Hears all and says nothing. */
class SilentListener implements RunListener {
  @Override
  public void planned(int trials, int finished) {}

  @Override
  public void started(Trial trial) {}

  @Override
  public void progressed(Trial trial, Progress progress) {}

  @Override
  public void ended(TrialRecord record, double seconds) {}
}
