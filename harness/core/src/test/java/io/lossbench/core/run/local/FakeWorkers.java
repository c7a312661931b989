package io.lossbench.core.run.local;

import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.Progress;
import io.lossbench.core.run.SubmittedTrial;
import io.lossbench.core.run.TrialState;
import io.lossbench.core.run.WorkerScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real processes that behave as workers do, or as they should not, and the trials they take. */
final class FakeWorkers {
  private static final List<Trial> TRIALS = Records.plan().trials();

  private FakeWorkers() {}

  static Trial trial(int number) {
    return TRIALS.get(number);
  }

  static ForkedWorkers of(CommandLaunch launch, double timeout, String... devices) {
    return new ForkedWorkers("small", List.of(devices), launch, Records.TERMS, timeout);
  }

  /** Workers of a command, each with a process of its own. */
  static ForkedWorkers of(List<String> command) {
    return of(CommandLaunch.of(command), 60, "cpu");
  }

  /** Workers of a {@linkplain WorkerScripts#command script}. */
  static ForkedWorkers script(String script) {
    return of(WorkerScripts.command(script));
  }

  /** Hands the first trial over and polls it to its end. */
  static TrialRecord execute(ForkedWorkers workers, Path folder, List<Progress> heard)
      throws InterruptedException {
    try (SubmittedTrial submitted = workers.submit(trial(0), folder)) {
      return end(submitted, heard);
    }
  }

  static TrialRecord execute(ForkedWorkers workers, Path folder) throws InterruptedException {
    return execute(workers, folder, new ArrayList<>());
  }

  /**
   * Polls a trial to its end.
   *
   * @param heard gets the progress that it tells, once each
   */
  static TrialRecord end(SubmittedTrial submitted, List<Progress> heard)
      throws InterruptedException {
    while (true) {
      TrialState state = submitted.poll();
      if (state instanceof TrialState.Ended ended) {
        return ended.record();
      }
      if (state instanceof TrialState.Running running) {
        running
            .progress()
            .filter(progress -> heard.isEmpty() || !heard.get(heard.size() - 1).equals(progress))
            .ifPresent(heard::add);
      }
      Thread.sleep(10);
    }
  }

  static TrialRecord end(SubmittedTrial submitted) throws InterruptedException {
    return end(submitted, new ArrayList<>());
  }

  /** Waits until a file is there and has some text in it. */
  static void waitFor(Path file, String text) throws IOException, InterruptedException {
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      Thread.sleep(10);
    }
  }
}
