package io.lossbench.core.run;

import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Something that can train and evaluate a trial. */
@FunctionalInterface
public interface TrialExecutor {

  /**
   * Runs a trial to its end.
   *
   * @param folder the trial's folder, where scores go and where it keeps its checkpoints
   * @return a completed or failed record; a trial that fails never throws
   * @throws InterruptedException if the run is being stopped; the trial can go on from its
   *     checkpoint
   */
  TrialRecord execute(Trial trial, Path folder, Consumer<Progress> progress)
      throws InterruptedException;

  /**
   * Announces the trial that will be executed next, while another one is coming to its end: what
   * does not disturb that can be done already. May be called more than once.
   *
   * @param folder as in {@link #execute}
   */
  default void prepare(Trial trial, Path folder) {}

  /**
   * Tells that the completed record of a trial is in the ledger: what was kept for the case that it
   * could not be written is of no use any more.
   *
   * @param folder as in {@link #execute}
   */
  default void committed(Trial trial, Path folder) {}
}
