package io.lossbench.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.local.CommandLaunch;
import io.lossbench.core.run.local.ForkedWorkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose trials are real processes, each begun while the one before it closes. */
@Timeout(120)
class SuiteRunWorkersTest {
  @TempDir Path folder;
  private SmallSuite suite;

  @BeforeEach
  void emptyLedger() {
    suite = SmallSuite.in(folder.resolve("ledger"));
  }

  private static ForkedWorkers workers(int places, String script) {
    return new ForkedWorkers(
        "small",
        List.of("cpu", "cpu").subList(0, places),
        CommandLaunch.of(WorkerScripts.command(script)),
        Records.TERMS,
        60);
  }

  private String report() throws IOException {
    return WorkerScripts.report(Records.completed(suite.trial(0), 31, 30), folder);
  }

  /** Workers that tell that they are closing, and finish a moment later. */
  private ForkedWorkers closing() throws IOException {
    Path steps = folder.resolve("steps");
    return workers(
        1,
        ("echo \"loaded $TRIAL\" >> " + steps + "; read go; ")
            + WorkerScripts.tell(WorkerScripts.progress("evaluating", 2, 4))
            + ("sleep 0.6; echo \"done $TRIAL\" >> " + steps + "; ")
            + report()
            + "sleep 100");
  }

  @Test
  void theNextWorkerIsMadeReadyWhileThePresentOneCloses() throws Exception {
    assertThat(suite.run(closing(), new SilentListener())).isEqualTo(new SuiteRun.Summary(0, 6, 0));
    List<String> expected = new ArrayList<>();
    for (Trial trial : suite.plan().trials()) {
      String name = CommandLaunch.name(trial);
      expected.add(Math.max(0, expected.size() - 1), "loaded " + name);
      expected.add("done " + name);
    }
    assertThat(Files.readAllLines(folder.resolve("steps"))).isEqualTo(expected);
    assertThat(suite.work(suite.trial(0)).folder()).doesNotExist();
  }

  @Test
  void aTrialThatCannotBePreparedFailsInItsTurnAndNoOtherDoes() throws Exception {
    Trial second = suite.trial(1);
    Files.createDirectories(folder.resolve("ledger/trials"));
    Files.writeString(suite.ledger().trialFolder(second.id()), "a file is in the way");
    List<TrialRecord> ended = new ArrayList<>();
    SilentListener listener =
        new SilentListener() {
          @Override
          public void ended(TrialRecord record, double seconds) {
            ended.add(record);
          }
        };
    assertThat(suite.run(closing(), listener)).isEqualTo(new SuiteRun.Summary(0, 5, 1));
    assertThat(ended).hasSize(6);
    assertThat(ended.get(1).failure().reason())
        .startsWith("cannot start a worker for " + second.name() + " in ");
    assertThat(suite.ledger().records()).hasSize(5).allMatch(TrialRecord::isCompleted);
  }

  @Test
  void aRunThatIsInterruptedEndsAllItsWorkersAtOnceAndKeepsWhatIsDone() throws Exception {
    Path pids = folder.resolve("pids");
    String script =
        ("read go; echo $$ >> " + pids + "; ")
            + ("test $TRIAL = " + CommandLaunch.name(suite.trial(0)) + " && { " + report() + "}; ")
            + "exec sleep 100";
    Thread me = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              // The first trial and the two after it.
              while (SmallSuite.lines(pids).size() < 3) {
                LockSupport.parkNanos(20_000_000);
              }
              me.interrupt();
            });
    interrupter.start();
    long start = System.nanoTime();
    assertThatThrownBy(() -> suite.run(workers(2, script), new SilentListener()))
        .isInstanceOf(InterruptedException.class);
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(30);
    interrupter.join();
    assertThat(SmallSuite.lines(pids))
        .hasSize(3)
        .noneMatch(
            pid ->
                ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent());
    assertThat(suite.ledger().records()).hasSize(1).allMatch(TrialRecord::isCompleted);
    assertThat(suite.rows()).isEqualTo(2);
  }
}
