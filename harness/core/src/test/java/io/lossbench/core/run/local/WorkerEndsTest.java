package io.lossbench.core.run.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.run.Progress;
import io.lossbench.core.run.SubmittedTrial;
import io.lossbench.core.run.TrialState;
import io.lossbench.core.run.WorkerScripts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that end without a good report, and the reason that the row of their trial gives. */
@Timeout(300)
class WorkerEndsTest {
  @TempDir Path folder;

  private TrialRecord execute(String script) throws InterruptedException {
    return FakeWorkers.execute(FakeWorkers.script(script), folder);
  }

  private TrialRecord execute(String script, double timeout) throws InterruptedException {
    CommandLaunch launch = CommandLaunch.of(WorkerScripts.command(script));
    return FakeWorkers.execute(FakeWorkers.of(launch, timeout, "cpu"), folder);
  }

  @Test
  void aCrashIsARowWithItsReasonAndTheEndOfItsLog() throws InterruptedException {
    TrialRecord record = execute("seq 1 50 >&2; echo $GREETING; exit 7");
    assertThat(record.failure().reason()).isEqualTo("the worker exited with 7");
    assertThat(record.failure().logTail().lines())
        .hasSize(20)
        .startsWith("32")
        .endsWith("50", "hello-" + FakeWorkers.trial(0).loss());
  }

  @Test
  void whatTheJvmSaysInEveryWorkerIsNoReason() throws InterruptedException {
    assertThat(
            execute("echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2; exit 7")
                .failure()
                .logTail())
        .isEmpty();
  }

  @Test
  void ofALogOfAnyLengthTheEndIsRead() throws InterruptedException {
    assertThat(execute("head -c 20000000 /dev/zero; echo; echo end; exit 7").failure().logTail())
        .endsWith("\nend")
        .hasSizeLessThan(100_000);
  }

  @Test
  void aFailureThatTheWorkerExplainsKeepsItsWords() throws InterruptedException {
    assertThat(execute("echo 'no such device' > $work/failure; exit 3").failure())
        .extracting(TrialRecord.Failure::reason)
        .isEqualTo("no such device");
  }

  @Test
  void whatAnEarlierWorkerSaidIsNoReason() throws Exception {
    Path work = Files.createDirectories(folder.resolve("work"));
    for (String file : List.of("failure", "report.json", "log", "progress", "hs_err.log")) {
      Files.writeString(work.resolve(file), "of an earlier worker");
    }
    Files.writeString(work.resolve("checkpoint"), "kept");
    List<Progress> heard = new ArrayList<>();
    TrialRecord record = FakeWorkers.execute(FakeWorkers.script("exit 7"), folder, heard);
    assertThat(record.failure()).isEqualTo(new TrialRecord.Failure("the worker exited with 7", ""));
    assertThat(heard).isEmpty();
    assertThat(work.resolve("checkpoint")).hasContent("kept");
  }

  @Test
  void aWorkerThatSomebodyKillsIsARowThatSaysSo() throws InterruptedException {
    assertThat(execute("kill -9 $$").failure().reason())
        .startsWith("the worker was killed by signal 9, by somebody else");
    // A shell whose parent ignores SIGHUP or SIGINT is not killed by them, but can exit as if.
    for (String end : List.of("kill -TERM $$", "exit 129", "exit 130")) {
      assertThat(execute(end).failure().reason())
          .matches(
              "the worker was killed by signal \\d+, by somebody else: lossbench itself goes on");
    }
    assertThat(execute("kill -SEGV $$").failure().reason())
        .isEqualTo("the worker crashed with signal 11");
  }

  /** A JVM that is asked to stop ends with 128 + signal by itself. */
  @Test
  void aWorkerThatWasAskedToStopIsARowWhileTheRunIsNotStopped() throws InterruptedException {
    assertThat(execute("exit 143").failure().reason())
        .startsWith("the worker was killed by signal 15, by somebody else");
  }

  @Test
  void aJvmThatCrashesTellsSignalAndFrame() throws InterruptedException {
    List<String> command =
        JvmCommand.of(
            CrashReportTest.Crash.class, "-XX:-CreateCoredumpOnCrash", CommandLaunch.CRASH_REPORT);
    TrialRecord record = FakeWorkers.execute(FakeWorkers.of(command), folder);
    Path report = folder.resolve("work/hs_err.log");
    assertThat(record.failure().reason())
        .startsWith("the worker's JVM crashed: SIGSEGV (0xb) in V [libjvm.so+0x")
        .endsWith("the report is " + report);
    assertThat(report).isNotEmptyFile();
    assertThat(folder.resolve("work/log")).isNotEmptyFile();
  }

  @Test
  void timeRunsOut() throws InterruptedException {
    assertThat(execute("sleep 60", 0.5).failure().reason()).isEqualTo("timed out after 0.5 s");
    assertThat(execute("sleep 60", 0.0005).failure().reason())
        .isEqualTo("timed out after 0.0005 s");
  }

  @Test
  void aWorkerThatLeavesNoReportFails() throws InterruptedException {
    assertThat(execute("exit 0").failure().reason())
        .isEqualTo("the worker exited with 0, without a report");
  }

  @Test
  void aReportThatIsNoneIsARow() throws InterruptedException {
    assertThat(execute("echo '{' > $work/report.json; sleep 60").failure().reason())
        .startsWith("the report " + folder.resolve("work/report.json") + " is damaged: ");
  }

  @Test
  void aWorkerThatCannotBeStartedIsARow() throws Exception {
    Files.writeString(folder.resolve("work"), "in the way");
    assertThat(execute("exit 0").failure().reason())
        .startsWith("cannot start a worker for " + FakeWorkers.trial(0).name());
  }

  @Test
  void aFolderThatIsRemovedUnderAWorkerIsToldAtOnce() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> execute("rm -r $work; sleep 100", 300))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("was removed while it was running");
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(60);
  }

  @Test
  void aTrialThatIsCancelledStopsAndIsNoFailure() throws Exception {
    ForkedWorkers workers = FakeWorkers.script("echo $$ > $work/../pid; exec sleep 100");
    Path pid = folder.resolve("pid");
    ProcessHandle process;
    try (SubmittedTrial submitted = workers.submit(FakeWorkers.trial(0), folder)) {
      assertThat(submitted.poll()).isEqualTo(new TrialState.Running(Optional.empty()));
      FakeWorkers.waitFor(pid, "\n");
      process = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
      submitted.cancel();
      assertThat(submitted.poll()).isInstanceOf(TrialState.Stopped.class);
    }
    assertThat(process.isAlive()).isFalse();
  }
}
