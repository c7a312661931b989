package io.lossbench.core.run.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.SubmittedTrial;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.run.WorkerScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trials of one kind in one process: real processes that behave as workers do. */
@Timeout(300)
class SharedWorkersTest {
  @TempDir Path folder;

  private final Plan plan = Records.plan();

  /** Workers of a command, of a kind for each loss. */
  private static ForkedWorkers workers(List<String> command) {
    return FakeWorkers.of(new CommandLaunch(command, true), 60, "cpu");
  }

  /**
   * Notes its process and its job, and reports; then the same for each further job, the file {@code
   * crash} in its folder ending it.
   */
  private ForkedWorkers staying() throws IOException {
    TrialRecord record = Records.completed(plan.trials().get(0), 31, 30);
    String report =
        WorkerScripts.report(
            TrialRecord.completed(
                "small",
                record.trial(),
                record.provenance(),
                taking(record.outcome(), 2),
                Map.of()),
            folder);
    return workers(
        WorkerScripts.command(
            "job=$1; test \"$2\" = stays || exit 9; read go; "
                + "while true; do work=$(dirname \"$job\"); "
                + "echo $$ > $work/../pid; echo said in $work; "
                + "test -e $work/../crash && exit 7; "
                + report
                + "read job || exit 0; done"));
  }

  /** An outcome of a training that took so many seconds. */
  private static Outcome taking(Outcome outcome, double seconds) {
    Outcome.Performance performance = outcome.performance();
    return new Outcome(
        outcome.weights(),
        outcome.epochs(),
        new Outcome.Performance(
            performance.trainImagesPerSecond(),
            performance.evalImagesPerSecond(),
            performance.epochSeconds(),
            performance.stepMillisP50(),
            performance.stepMillisP95(),
            performance.dataWaitShare(),
            performance.lossMicros(),
            performance.stepParts(),
            performance.peakProcessBytes(),
            performance.peakDeviceBytes(),
            seconds,
            performance.warmupSteps(),
            performance.processes(),
            performance.takenByOthers()),
        outcome.data());
  }

  private List<Trial> trials(String loss) {
    return plan.trials().stream().filter(trial -> trial.loss().equals(loss)).toList();
  }

  private Path folder(Trial trial) throws IOException {
    return Files.createDirectories(folder.resolve(trial.id()));
  }

  private TrialRecord execute(ForkedWorkers workers, Trial trial) throws Exception {
    try (SubmittedTrial submitted = workers.submit(trial, folder(trial))) {
      return FakeWorkers.end(submitted);
    }
  }

  private long pid(Trial trial) throws IOException {
    return Long.parseLong(Files.readString(folder(trial).resolve("pid")).strip());
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void trialsOfOneKindShareAProcessUntilItIsClosed() throws Exception {
    List<Trial> bce = trials("bce");
    try (ForkedWorkers workers = staying()) {
      assertThat(execute(workers, bce.get(0)).isCompleted()).isTrue();
      TrialRecord second = execute(workers, bce.get(1));
      assertThat(second.isCompleted()).isTrue();
      assertThat(second.trial()).isEqualTo(bce.get(1));
      assertThat(pid(bce.get(1))).isEqualTo(pid(bce.get(0)));
      assertThat(isAlive(pid(bce.get(0)))).isTrue();
    }
    assertThat(isAlive(pid(bce.get(0)))).isFalse();
  }

  @Test
  void anotherKindHasAProcessOfItsOwn() throws Exception {
    Trial bce = trials("bce").get(0);
    Trial asl = trials("asl").get(0);
    try (ForkedWorkers workers = staying()) {
      assertThat(execute(workers, bce).isCompleted()).isTrue();
      assertThat(execute(workers, asl).isCompleted()).isTrue();
      assertThat(pid(asl)).isNotEqualTo(pid(bce));
      assertThat(isAlive(pid(bce))).isFalse();
    }
  }

  @Test
  void aCrashCostsOneTrial() throws Exception {
    List<Trial> bce = trials("bce");
    Files.writeString(folder(bce.get(1)).resolve("crash"), "");
    try (ForkedWorkers workers = staying()) {
      assertThat(execute(workers, bce.get(0)).isCompleted()).isTrue();
      TrialRecord crashed = execute(workers, bce.get(1));
      assertThat(crashed.failure().reason()).isEqualTo("the worker exited with 7");
      assertThat(execute(workers, bce.get(2)).isCompleted()).isTrue();
      assertThat(pid(bce.get(1))).isEqualTo(pid(bce.get(0)));
      assertThat(pid(bce.get(2))).isNotEqualTo(pid(bce.get(0)));
    }
  }

  @Test
  void aProcessThatWasKilledWhileItWaitedIsReplaced() throws Exception {
    List<Trial> bce = trials("bce");
    try (ForkedWorkers workers = staying()) {
      assertThat(execute(workers, bce.get(0)).isCompleted()).isTrue();
      ProcessHandle.of(pid(bce.get(0))).orElseThrow().destroyForcibly();
      while (isAlive(pid(bce.get(0)))) {
        Thread.sleep(5);
      }
      assertThat(execute(workers, bce.get(1)).isCompleted()).isTrue();
      assertThat(pid(bce.get(1))).isNotEqualTo(pid(bce.get(0)));
    }
  }

  @Test
  void onlyShortTrialsAreFollowedInTheirProcess() throws Exception {
    IdleWorker idle = new IdleWorker();
    WorkFolder work = new WorkFolder(Files.createDirectories(folder.resolve("w")));
    Process sleeping = new ProcessBuilder("sleep", "100").start();
    try (WorkerProcess process = new WorkerProcess(plan.trials().get(0), work, sleeping)) {
      assertThat(idle.keep(process, "kind", 10.5)).isFalse();
      assertThat(idle.take(Optional.of("kind"))).isEmpty();
      int kept = 0;
      while (idle.keep(process, "kind", 0.5)) {
        kept++;
        assertThat(idle.take(Optional.of("kind"))).contains(process);
      }
      assertThat(kept).isEqualTo(999);
    }
  }

  /**
   * The report of the JVM is in the log, from where it goes to the file in which it is looked for.
   */
  @Test
  void aJvmThatCrashesTellsSignalAndFrame() throws Exception {
    Trial trial = trials("bce").get(0);
    List<String> command =
        JvmCommand.of(
            CrashReportTest.Crash.class, "-XX:-CreateCoredumpOnCrash", CommandLaunch.CRASH_REPORT);
    try (ForkedWorkers workers = workers(command)) {
      TrialRecord record = execute(workers, trial);
      Path report = folder(trial).resolve("work/hs_err.log");
      assertThat(record.failure().reason())
          .startsWith("the worker's JVM crashed: SIGSEGV (0xb) in V [libjvm.so+0x")
          .endsWith("the report is " + report);
      assertThat(record.failure().logTail()).doesNotContain("fatal error");
      assertThat(report)
          .content(java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains("Registers:");
    }
  }
}
