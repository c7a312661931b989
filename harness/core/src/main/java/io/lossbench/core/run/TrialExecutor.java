package io.lossbench.core.run;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Trial;
import java.nio.file.Path;

/**
 * Something that trains and evaluates trials, in processes of this machine or elsewhere. All calls,
 * those of its {@link SubmittedTrial}s included, come from one thread, and none of them waits.
 */
public interface TrialExecutor extends AutoCloseable {

  /**
   * Whether it takes another trial now: one that can begin, or that can be made ready while one
   * before it comes to its end. True while nothing is submitted.
   */
  boolean hasRoom();

  /**
   * Hands a trial over.
   *
   * @param folder the trial's folder, where scores go and where it keeps its checkpoints
   * @return where the trial is from now on; what is wrong with this trial alone is told there
   * @throws HarnessException if no trial can be handed over any more
   */
  SubmittedTrial submit(Trial trial, Path folder);

  /** Lets go of what it keeps from one trial for the next; no trial comes any more. */
  @Override
  default void close() {}
}
