package io.lossbench.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Real processes that behave as workers do, and as they should not. */
class ForkedWorkerTest {
  @TempDir Path folder;
  private final Plan plan = Records.plan();

  private ForkedWorker worker(String script, double timeout) {
    return new ForkedWorker(
        "small",
        List.of("sh", "-c", script, "worker"),
        (trial, variables) -> variables.put("GREETING", "hello-" + trial.loss()),
        trial ->
            new TrialJob(
                trial,
                "0.1.0",
                Settings.of(Map.of()),
                List.of(),
                "",
                "",
                "cpu",
                1,
                folder.toString()),
        Records.TERMS,
        timeout);
  }

  private TrialRecord execute(String script, double timeout) throws InterruptedException {
    return worker(script, timeout).execute(plan.trials().get(0), folder, progress -> {});
  }

  @Test
  void aCrashIsARowWithItsReasonAndTheEndOfItsLog() throws InterruptedException {
    TrialRecord record = execute("seq 1 50 >&2; echo $GREETING >&2; exit 7", 60);
    assertThat(record.failure().reason()).isEqualTo("the worker exited with 7");
    assertThat(record.failure().logTail().lines())
        .hasSize(20)
        .startsWith("32")
        .endsWith("50", "hello-" + plan.trials().get(0).loss());
  }

  @Test
  void aFailureThatTheWorkerExplainsKeepsItsWords() throws InterruptedException {
    assertThat(
            execute(
                    "echo 'no such device' > $(dirname $1)/failure; exit 3".replace("$1", "\"$1\""),
                    60)
                .failure()
                .reason())
        .isEqualTo("no such device");
  }

  @Test
  void aKilledWorkerIsARow() throws InterruptedException {
    assertThat(execute("kill -9 $$", 60).failure().reason())
        .isEqualTo(
            "the worker was killed by signal 9 (the system does that when its memory runs out)");
  }

  @Test
  void timeRunsOut() throws InterruptedException {
    assertThat(execute("sleep 60", 0.5).failure().reason()).isEqualTo("timed out after 1 s");
  }

  @Test
  void aWorkerThatIsAskedToStopIsNoFailure() {
    assertThatThrownBy(() -> execute("exit 143", 60)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aWorkerThatLeavesNoReportFails() throws InterruptedException {
    assertThat(execute("exit 0", 60).failure().reason()).isEqualTo("the worker exited with 0");
  }

  @Test
  void progressAndReportComeThrough() throws Exception {
    TrialRecord expected = Records.completed(plan.trials().get(0), 31, 30);
    JsonMapper json = JsonMapper.builder().build();
    Path report = folder.resolve("prepared.json");
    Files.writeString(
        report,
        json.writeValueAsString(new WorkerReport(expected.provenance(), expected.outcome(), 0)));
    String progress =
        json.writeValueAsString(new Progress("training", 1, 2, 3, 4, 100, 9, "mAP", Double.NaN, 5));
    List<Progress> heard = new ArrayList<>();
    String script = "echo '" + progress + "'; cp " + report + " \"$(dirname \"$1\")/report.json\"";
    TrialRecord record = worker(script, 60).execute(plan.trials().get(0), folder, heard::add);
    assertThat(record.outcome()).isEqualTo(expected.outcome());
    assertThat(record.provenance().varying().overheadSeconds())
        .as("nothing of this process' time was training")
        .isBetween(0.0, 10.0);
    assertThat(heard).singleElement().extracting(Progress::step).isEqualTo(3);
    assertThat(folder.resolve("work")).doesNotExist();
  }

  @Test
  void aWorkerThatWasStartedAheadWaitsForItsSign() throws Exception {
    Trial trial = plan.trials().get(0);
    Path steps = folder.resolve("steps");
    String script = "echo loaded >> " + steps + "; read go; echo began >> " + steps + "; exit 7";
    try (ForkedWorker worker = worker(script, 60)) {
      worker.prepare(trial, folder);
      worker.prepare(trial, folder);
      while (!Files.exists(steps)) {
        Thread.sleep(10);
      }
      assertThat(steps).content().isEqualTo("loaded\n");
      assertThat(worker.execute(trial, folder, progress -> {}).failure().reason())
          .isEqualTo("the worker exited with 7");
      assertThat(steps).content().isEqualTo("loaded\nbegan\n");
    }
  }

  @Test
  void aWorkerThatWasStartedAheadForNothingEndsWithTheRun() throws Exception {
    Path pid = folder.resolve("pid");
    Path other = Files.createDirectory(folder.resolve("other"));
    String script = "test -e " + pid + " || echo $$ > " + pid + "; read go; exit 7";
    try (ForkedWorker worker = worker(script, 60)) {
      worker.prepare(plan.trials().get(1), other);
      while (!Files.exists(pid) || Files.size(pid) == 0) {
        Thread.sleep(10);
      }
      assertThat(worker.execute(plan.trials().get(0), folder, progress -> {}).failure().reason())
          .isEqualTo("the worker exited with 7");
    }
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())))
        .matches(process -> process.filter(ProcessHandle::isAlive).isEmpty(), "has ended");
  }

  @Test
  void theNextTrialIsAnnouncedWhenThePresentOneCloses() throws InterruptedException {
    List<String> events = new ArrayList<>();
    TrialExecutor executor =
        new TrialExecutor() {
          @Override
          public TrialRecord execute(Trial trial, Path place, Consumer<Progress> progress) {
            events.add("execute " + trial.name());
            for (String phase : List.of("training", "evaluating")) {
              for (int epoch = 1; epoch <= 2; epoch++) {
                progress.accept(
                    new Progress(phase, epoch, 2, 1, 1, 1, 1, "mAP", Double.NaN, Double.NaN));
              }
            }
            return Records.completed(trial, 30, 29);
          }

          @Override
          public void prepare(Trial trial, Path place) {
            events.add("prepare " + trial.name());
          }
        };
    new SuiteRun(executor, new Ledger(folder.resolve("ledger")), new Silent()).run(plan);
    List<String> expected = new ArrayList<>();
    for (Trial trial : plan.trials()) {
      expected.add("prepare " + trial.name());
      expected.add("execute " + trial.name());
    }
    assertThat(events).isEqualTo(expected.subList(1, expected.size()));
  }

  @Test
  void aRunKeepsWhatIsFinishedAndTriesAgainWhatFailed() throws InterruptedException {
    Ledger ledger = new Ledger(folder.resolve("ledger"));
    List<String> executed = new ArrayList<>();
    TrialExecutor flaky =
        (trial, place, progress) -> {
          executed.add(trial.name());
          return trial.repetition() == 2 && executed.size() < 7
              ? Records.failed(trial, "bad luck")
              : Records.completed(trial, 30, 29);
        };
    assertThat(new SuiteRun(flaky, ledger, new Silent()).run(plan))
        .isEqualTo(new SuiteRun.Summary(0, 4, 2));
    assertThat(new SuiteRun(flaky, ledger, new Silent()).run(plan))
        .isEqualTo(new SuiteRun.Summary(4, 2, 0));
    assertThat(executed).hasSize(8);
    assertThat(new SuiteRun(flaky, ledger, new Silent()).run(plan))
        .isEqualTo(new SuiteRun.Summary(6, 0, 0));
  }

  private static final class Silent implements RunListener {
    @Override
    public void planned(int trials, int finished) {}

    @Override
    public void started(int number, Trial trial) {}

    @Override
    public void progressed(int number, Trial trial, Progress progress) {}

    @Override
    public void ended(int number, TrialRecord record, double seconds) {}
  }
}
