package io.lossbench.core.run;

import io.lossbench.core.HarnessException;

/** A trial in the hands of an executor. */
public interface SubmittedTrial extends AutoCloseable {

  /**
   * Where the trial is now. Cheap: an executor that has to look far away does so at intervals of
   * its own.
   *
   * @throws HarnessException if the trial's folder was removed
   */
  TrialState poll();

  /** Asks the trial to stop, and does not wait for it; it can go on from its checkpoint later. */
  void cancel();

  /**
   * Lets go of everything that this process holds for the trial, and waits for that; what runs on
   * this machine has ended then. May be called at any time, and more than once.
   */
  @Override
  void close();
}
