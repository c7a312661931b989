package io.lossbench.core.run.local;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.run.WorkerReport;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the workers of a run have in common: how they are started, and how their ends become
 * records.
 *
 * @param terms provenance of a trial that fails before its worker can tell
 */
record WorkerSetup(
    String suite, WorkerLaunch launch, Provenance.Terms terms, double timeoutSeconds) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The argument of a worker that waits for another job when it has reported. */
  static final String STAYS = "stays";

  /**
   * Starts a worker, which loads what it needs and waits for its sign.
   *
   * @throws HarnessException if its folder cannot be written, or its process not be started
   */
  WorkerProcess start(Trial trial, WorkFolder work, String device) {
    try {
      work.begin(JSON.writeValueAsString(launch.job(trial, device)));
      boolean stays = launch.kind(trial).isPresent();
      List<String> command = launch.command(work);
      List<String> arguments =
          new ArrayList<>(stays ? CrashReport.toStandardError(command) : command);
      arguments.add(work.job().toString());
      if (stays) {
        arguments.add(STAYS);
      }
      ProcessBuilder builder = new ProcessBuilder(arguments);
      launch.prepare(trial, builder.environment());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(work.log().toFile()));
      return new WorkerProcess(trial, work, builder.start());
    } catch (IOException e) {
      throw new HarnessException(
          "cannot start a worker for " + trial.name() + " in " + work.folder(), e);
    }
  }

  /**
   * Gives a worker that has reported another job, for which it waits for its sign.
   *
   * @throws HarnessException if the job's folder cannot be written
   */
  WorkerProcess next(WorkerProcess idle, Trial trial, WorkFolder work, String device) {
    try {
      work.begin(JSON.writeValueAsString(launch.job(trial, device)));
    } catch (IOException e) {
      throw new HarnessException(
          "cannot start a worker for " + trial.name() + " in " + work.folder(), e);
    }
    return idle.next(trial, work);
  }

  /**
   * The record of a trial whose report is there.
   *
   * @param seconds since the worker got its sign
   */
  TrialRecord completed(Trial trial, WorkFolder work, double seconds) throws IOException {
    WorkerReport report = JSON.readValue(Files.readString(work.report()), WorkerReport.class);
    return TrialRecord.completed(
        suite,
        trial,
        report.provenance().withOverhead(seconds - report.workSeconds()),
        report.outcome(),
        report.files());
  }

  /** The record of a trial that failed now. */
  TrialRecord failed(Trial trial, String started, TrialRecord.Failure failure) {
    return TrialRecord.failed(
        suite,
        trial,
        new Provenance(
            terms,
            new Provenance.Varying(
                started, now(), Machine.hostName(), Machine.os(), Machine.jdk())),
        failure);
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
