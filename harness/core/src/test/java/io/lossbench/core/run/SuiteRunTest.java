package io.lossbench.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Runs that go well, and runs in which something beside the running trial goes wrong. */
class SuiteRunTest {
  @TempDir Path folder;
  private final Plan plan = Records.plan();

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

  private static final TrialExecutor GOOD =
      (trial, place, progress) -> Records.completed(trial, 30, 29);

  /** Real workers that tell that they are closing, and finish a second later. */
  private ForkedWorker workers() throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    TrialRecord record = Records.completed(plan.trials().get(0), 31, 30);
    Path report =
        Files.writeString(
            folder.resolve("prepared.json"),
            json.writeValueAsString(
                new WorkerReport(record.provenance(), record.outcome(), Map.of(), 0)));
    String closing =
        json.writeValueAsString(
            new Progress("evaluating", 2, 2, 1, 1, 1, 1, "mAP", Double.NaN, Double.NaN));
    String script =
        "work=$(dirname \"$1\"); read go; echo '"
            + closing
            + "' >> $work/progress; sleep 0.3; cp "
            + report
            + " $work/part; mv $work/part $work/report.json; sleep 100";
    return new ForkedWorker(
        "small",
        List.of("sh", "-c", script, "worker"),
        (trial, variables) -> {},
        trial ->
            new TrialJob(
                trial, "0", Settings.of(Map.of()), List.of(), "", "", "cpu", 1, place(trial)),
        Records.TERMS,
        60);
  }

  private String place(Trial trial) {
    return new Ledger(folder.resolve("ledger")).trialFolder(trial.id()).toString();
  }

  @Test
  void aTrialThatCannotBePreparedFailsInItsTurnAndNoOtherDoes() throws Exception {
    Ledger ledger = new Ledger(folder.resolve("ledger"));
    Trial second = plan.trials().get(1);
    Files.createDirectories(folder.resolve("ledger/trials"));
    Files.writeString(ledger.trialFolder(second.id()), "a file is in the way");
    List<TrialRecord> ended = new ArrayList<>();
    try (ForkedWorker workers = workers()) {
      assertThat(
              new SuiteRun(
                      workers,
                      ledger,
                      new Silent() {
                        @Override
                        public void ended(int number, TrialRecord record, double seconds) {
                          ended.add(record);
                        }
                      })
                  .run(plan))
          .isEqualTo(new SuiteRun.Summary(0, 5, 1));
    }
    assertThat(ended).hasSize(6);
    assertThat(ended.get(1).failure().reason())
        .startsWith("cannot start a worker for " + second.name() + " in ");
    assertThat(ledger.records()).hasSize(5).allMatch(TrialRecord::isCompleted);
    assertThat(ledger.trialFolder(plan.trials().get(0).id()).resolve("work")).doesNotExist();
  }

  @Test
  void aListenerThatFailsCostsNoTrial() {
    Ledger ledger = new Ledger(folder.resolve("ledger"));
    RunListener faulty =
        new Silent() {
          @Override
          public void started(int number, Trial trial) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public void progressed(int number, Trial trial, Progress progress) {
            throw new IllegalStateException("another");
          }

          @Override
          public void ended(int number, TrialRecord record, double seconds) {
            throw new IllegalStateException("a third");
          }
        };
    TrialExecutor talkative =
        (trial, place, progress) -> {
          progress.accept(new Progress("training", 1, 2, 1, 1, 1, 1, "mAP", 1, 1));
          return Records.completed(trial, 30, 29);
        };
    assertThatThrownBy(() -> new SuiteRun(talkative, ledger, faulty).run(plan))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");
    assertThat(ledger.records()).hasSize(6);
    assertThat(folder.resolve("ledger/trials.csv")).isNotEmptyFile();
  }

  @Test
  void aTableThatCannotBeWrittenIsToldWhenAllIsTrained() throws IOException {
    Ledger ledger = new Ledger(folder.resolve("ledger"));
    Files.createDirectories(folder.resolve("ledger/trials.csv/in the way"));
    assertThatThrownBy(() -> new SuiteRun(GOOD, ledger, new Silent()).run(plan))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("cannot write " + folder.resolve("ledger/trials.csv"));
    assertThat(ledger.records()).hasSize(6);
  }

  @Test
  void damagedRecordsAreToldBeforeAnythingIsTrained() throws IOException {
    Ledger ledger = new Ledger(folder.resolve("ledger"));
    for (int i = 0; i < 2; i++) {
      Trial trial = plan.trials().get(i);
      ledger.commit(Records.completed(trial, 30, 29));
      Files.writeString(ledger.trialFolder(trial.id()).resolve("record.json"), "{}");
    }
    Plan others = new Plan(plan.suite(), plan.trials().subList(2, 6));
    List<Trial> executed = new ArrayList<>();
    TrialExecutor executor =
        (trial, place, progress) -> {
          executed.add(trial);
          return Records.completed(trial, 30, 29);
        };
    assertThatThrownBy(() -> new SuiteRun(executor, ledger, new Silent()).run(others))
        .isInstanceOf(HarnessException.class)
        .hasMessageStartingWith("2 records in " + ledger.folder());
    assertThat(executed).isEmpty();
  }

  @Test
  void aResultsFolderThatIsRemovedEndsTheRunAndKeepsTheWork() throws IOException {
    Ledger ledger = new Ledger(folder.resolve("ledger"));
    List<Trial> executed = new ArrayList<>();
    List<Trial> cleared = new ArrayList<>();
    TrialExecutor remover =
        new TrialExecutor() {
          @Override
          public TrialRecord execute(Trial trial, Path place, Consumer<Progress> progress) {
            executed.add(trial);
            if (executed.size() == 2) {
              remove(folder.resolve("ledger"));
            }
            return Records.completed(trial, 30, 29);
          }

          @Override
          public void committed(Trial trial, Path place) {
            cleared.add(trial);
          }
        };
    var lock = ledger.lock();
    assertThatThrownBy(() -> new SuiteRun(remover, ledger, new Silent()).run(plan))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("the results folder " + ledger.folder() + " was removed");
    lock.acquiredBy().close();
    assertThat(executed).hasSize(2);
    assertThat(cleared).containsExactly(plan.trials().get(0));
    assertThat(folder.resolve("ledger")).doesNotExist();
  }

  private static void remove(Path folder) {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static class Silent implements RunListener {
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
