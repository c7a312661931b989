package io.lossbench.core.run.local;

import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.TrialJob;
import io.lossbench.core.run.WorkFolder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the process of a worker is started with. */
public interface WorkerLaunch {

  /** Program and arguments, to which the job file is appended. */
  List<String> command(WorkFolder work);

  /**
   * Changes the environment of a trial's worker.
   *
   * @param variables those that it inherits from this process
   */
  void prepare(Trial trial, Map<String, String> variables);

  /**
   * What a worker may train after this trial, in the same process: trials of an equal kind, which
   * could be started with the same command and variables. Empty for a worker of its own.
   */
  default Optional<String> kind(Trial trial) {
    return Optional.empty();
  }

  /** The task of a trial's worker on the device that it has been given. */
  TrialJob job(Trial trial, String device);
}
