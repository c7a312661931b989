package io.lossbench.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.local.ForkedWorkers;
import io.lossbench.core.run.local.WorkerLaunch;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Runs that go well, and runs in which something beside the running trials goes wrong. */
@Timeout(120)
class SuiteRunTest {
  @TempDir Path folder;
  private final Plan plan = Records.plan();
  private Ledger ledger;

  @BeforeEach
  void emptyLedger() {
    ledger = new Ledger(folder.resolve("ledger"));
  }

  /** Trials that are told progress when they are first looked at, and then end as a test says. */
  private static class Scripted implements TrialExecutor {
    private final int room;
    private final Function<Trial, TrialRecord> outcome;
    private final Map<Trial, Integer> polls = new HashMap<>();
    final List<Trial> submitted = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    int most;

    Scripted(int room, Function<Trial, TrialRecord> outcome) {
      this.room = room;
      this.outcome = outcome;
    }

    /** How often a trial is looked at before it has ended. */
    int looks(Trial trial) {
      return 1;
    }

    @Override
    public boolean hasRoom() {
      return polls.size() < room;
    }

    @Override
    public SubmittedTrial submit(Trial trial, Path place) {
      submitted.add(trial);
      polls.put(trial, 0);
      most = Math.max(most, polls.size());
      return new SubmittedTrial() {
        @Override
        public TrialState poll() {
          int poll = polls.merge(trial, 1, Integer::sum);
          return poll > looks(trial)
              ? new TrialState.Ended(outcome.apply(trial))
              : new TrialState.Running(
                  Optional.of(new Progress("training", 1, 2, poll, 9, 1, 1, "mAP", 1, 1)));
        }

        @Override
        public void cancel() {
          events.add("cancel " + trial.name());
        }

        @Override
        public void close() {
          polls.remove(trial);
          events.add("close " + trial.name());
        }
      };
    }
  }

  private static Scripted good(int room) {
    return new Scripted(room, trial -> Records.completed(trial, 30, 29));
  }

  private SuiteRun.Summary run(TrialExecutor executor, RunListener listener)
      throws InterruptedException {
    return new SuiteRun(executor, ledger, listener).run(plan);
  }

  @Test
  void aRunKeepsWhatIsFinishedAndTriesAgainWhatFailed() throws InterruptedException {
    Scripted flaky =
        new Scripted(
            1,
            trial ->
                trial.repetition() == 2
                    ? Records.failed(trial, "bad luck")
                    : Records.completed(trial, 30, 29));
    assertThat(run(flaky, new Silent())).isEqualTo(new SuiteRun.Summary(0, 4, 2));
    Scripted again = good(1);
    assertThat(run(again, new Silent())).isEqualTo(new SuiteRun.Summary(4, 2, 0));
    assertThat(again.submitted).hasSize(2).allMatch(trial -> trial.repetition() == 2);
    assertThat(run(again, new Silent())).isEqualTo(new SuiteRun.Summary(6, 0, 0));
    assertThat(again.submitted).hasSize(2);
  }

  @Test
  void asManyTrialsAreInFlightAsThereIsRoomForAndEndInTheirOwnOrder() throws InterruptedException {
    Trial slow = plan.trials().get(0);
    Scripted executor =
        new Scripted(2, trial -> Records.completed(trial, 30, 29)) {
          @Override
          int looks(Trial trial) {
            return trial.equals(slow) ? 9 : 2;
          }
        };
    List<String> heard = new ArrayList<>();
    Silent listener =
        new Silent() {
          @Override
          public void started(Trial trial) {
            heard.add("started " + trial.name());
          }

          @Override
          public void progressed(Trial trial, Progress progress) {
            heard.add(progress.step() + " " + trial.name());
          }

          @Override
          public void ended(TrialRecord record, double seconds) {
            heard.add("ended " + record.trial().name());
          }
        };
    assertThat(run(executor, listener)).isEqualTo(new SuiteRun.Summary(0, 6, 0));
    assertThat(executor.most).isEqualTo(2);
    assertThat(executor.submitted).isEqualTo(plan.trials());
    Trial second = plan.trials().get(1);
    assertThat(heard)
        .startsWith(
            "started " + slow.name(),
            "1 " + slow.name(),
            "started " + second.name(),
            "1 " + second.name())
        .containsSubsequence("1 " + second.name(), "2 " + second.name(), "ended " + second.name())
        .containsSubsequence("ended " + second.name(), "9 " + slow.name(), "ended " + slow.name())
        .doesNotHaveDuplicates();
    assertThat(executor.events).hasSize(6).allMatch(event -> event.startsWith("close "));
    assertThat(ledger.records()).hasSize(6);
  }

  /** Workers of a script, which finds its work folder in {@code $work}. */
  private ForkedWorkers workers(int places, String script) {
    return new ForkedWorkers(
        "small",
        List.of("cpu", "cpu").subList(0, places),
        new WorkerLaunch() {
          @Override
          public List<String> command(WorkFolder work) {
            return List.of("sh", "-c", "work=$(dirname \"$1\"); " + script, "worker");
          }

          @Override
          public void prepare(Trial trial, Map<String, String> variables) {
            variables.put("TRIAL", trial.loss() + trial.repetition());
          }

          @Override
          public TrialJob job(Trial trial, String device) {
            String own = ledger.trialFolder(trial.id()).toString();
            return new TrialJob(
                trial, "0", Settings.of(Map.of()), List.of(), "", "", device, 1, own);
          }
        },
        Records.TERMS,
        60);
  }

  private final JsonMapper json = JsonMapper.builder().build();

  private String report() throws IOException {
    TrialRecord record = Records.completed(plan.trials().get(0), 31, 30);
    Path report =
        Files.writeString(
            folder.resolve("prepared.json"),
            json.writeValueAsString(
                new WorkerReport(record.provenance(), record.outcome(), Map.of(), 0)));
    return "cp " + report + " $work/part; mv $work/part $work/report.json; ";
  }

  /** Workers that tell that they are closing, and finish a moment later. */
  private ForkedWorkers closing() throws IOException {
    String closing =
        json.writeValueAsString(
            new Progress("evaluating", 2, 2, 1, 1, 1, 1, "mAP", Double.NaN, Double.NaN));
    return workers(
        1,
        "echo \"loaded $TRIAL\" >> "
            + folder.resolve("steps")
            + "; read go; echo '"
            + closing
            + "' >> $work/progress; sleep 0.6; echo \"done $TRIAL\" >> "
            + folder.resolve("steps")
            + "; "
            + report()
            + "sleep 100");
  }

  @Test
  void theNextWorkerIsMadeReadyWhileThePresentOneCloses() throws Exception {
    assertThat(run(closing(), new Silent())).isEqualTo(new SuiteRun.Summary(0, 6, 0));
    List<String> expected = new ArrayList<>();
    for (Trial trial : plan.trials()) {
      String name = trial.loss() + trial.repetition();
      expected.add(Math.max(0, expected.size() - 1), "loaded " + name);
      expected.add("done " + name);
    }
    assertThat(Files.readAllLines(folder.resolve("steps"))).isEqualTo(expected);
    assertThat(ledger.trialFolder(plan.trials().get(0).id()).resolve("work")).doesNotExist();
  }

  @Test
  void aTrialThatCannotBePreparedFailsInItsTurnAndNoOtherDoes() throws Exception {
    Trial second = plan.trials().get(1);
    Files.createDirectories(folder.resolve("ledger/trials"));
    Files.writeString(ledger.trialFolder(second.id()), "a file is in the way");
    List<TrialRecord> ended = new ArrayList<>();
    Silent listener =
        new Silent() {
          @Override
          public void ended(TrialRecord record, double seconds) {
            ended.add(record);
          }
        };
    assertThat(run(closing(), listener)).isEqualTo(new SuiteRun.Summary(0, 5, 1));
    assertThat(ended).hasSize(6);
    assertThat(ended.get(1).failure().reason())
        .startsWith("cannot start a worker for " + second.name() + " in ");
    assertThat(ledger.records()).hasSize(5).allMatch(TrialRecord::isCompleted);
  }

  @Test
  void aRunThatIsInterruptedEndsAllItsWorkersAtOnceAndKeepsWhatIsDone() throws Exception {
    Path pids = folder.resolve("pids");
    String script =
        "read go; echo $$ >> "
            + pids
            + "; test $TRIAL = bce1 && { "
            + report()
            + "}; exec sleep 100";
    Thread me = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              // The first trial and the two after it.
              while (lines(pids).size() < 3) {
                LockSupport.parkNanos(20_000_000);
              }
              me.interrupt();
            });
    interrupter.start();
    long start = System.nanoTime();
    assertThatThrownBy(() -> run(workers(2, script), new Silent()))
        .isInstanceOf(InterruptedException.class);
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(30);
    interrupter.join();
    assertThat(lines(pids))
        .hasSize(3)
        .noneMatch(
            pid ->
                ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent());
    assertThat(ledger.records()).hasSize(1).allMatch(TrialRecord::isCompleted);
    assertThat(rows()).isEqualTo(2);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows of the table: two for a trial, of raw and averaged weights. */
  private int rows() {
    return Math.max(0, lines(ledger.folder().resolve("trials.csv")).size() - 1);
  }

  @Test
  void whatIsInFlightIsCancelledBeforeAnythingIsWaitedFor() {
    Scripted executor =
        new Scripted(2, trial -> Records.completed(trial, 30, 29)) {
          @Override
          int looks(Trial trial) {
            return 100_000;
          }
        };
    Silent interrupting =
        new Silent() {
          @Override
          public void progressed(Trial trial, Progress progress) {
            if (trial.equals(plan.trials().get(1))) {
              Thread.currentThread().interrupt();
            }
          }
        };
    assertThatThrownBy(() -> run(executor, interrupting)).isInstanceOf(InterruptedException.class);
    String first = plan.trials().get(0).name();
    String second = plan.trials().get(1).name();
    assertThat(executor.events)
        .containsExactly(
            "cancel " + first, "cancel " + second, "close " + first, "close " + second);
  }

  @Test
  void aWorkerThatIsStoppedTogetherWithTheRunIsNoFailure() {
    Scripted executor =
        new Scripted(1, trial -> Records.completed(trial, 30, 29)) {
          @Override
          public SubmittedTrial submit(Trial trial, Path place) {
            SubmittedTrial submitted = super.submit(trial, place);
            return new SubmittedTrial() {
              @Override
              public TrialState poll() {
                return new TrialState.Stopped("the worker was stopped");
              }

              @Override
              public void cancel() {
                submitted.cancel();
              }

              @Override
              public void close() {
                submitted.close();
              }
            };
          }
        };
    assertThatThrownBy(() -> run(executor, new Silent()))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("the worker was stopped");
    assertThat(ledger.records()).isEmpty();
  }

  @Test
  void whereNoTrialCanBeSubmittedAnyMoreThoseInFlightAreFinished() {
    Scripted full =
        new Scripted(2, trial -> Records.completed(trial, 30, 29)) {
          @Override
          int looks(Trial trial) {
            return trial.equals(plan.trials().get(0)) ? 9 : 1;
          }

          @Override
          public SubmittedTrial submit(Trial trial, Path place) {
            if (submitted.size() == 2) {
              throw new HarnessException("the queue is closed");
            }
            return super.submit(trial, place);
          }
        };
    assertThatThrownBy(() -> run(full, new Silent()))
        .isInstanceOf(HarnessException.class)
        .hasMessage("the queue is closed");
    assertThat(full.submitted).hasSize(2);
    assertThat(ledger.records()).hasSize(2).allMatch(TrialRecord::isCompleted);
    assertThat(full.events).allMatch(event -> event.startsWith("close "));
    assertThat(rows()).isEqualTo(4);
  }

  @Test
  void tablesAreWrittenAtIntervalsAndAtTheEnd() throws InterruptedException {
    List<Integer> rows = new ArrayList<>();
    Silent looking =
        new Silent() {
          @Override
          public void ended(TrialRecord record, double seconds) {
            rows.add(rows());
          }
        };
    new SuiteRun(good(1), ledger, looking, Duration.ofHours(1)).run(plan);
    assertThat(rows).containsExactly(2, 2, 2, 2, 2, 2);
    assertThat(rows()).isEqualTo(12);

    rows.clear();
    ledger = new Ledger(folder.resolve("other"));
    new SuiteRun(good(1), ledger, looking, Duration.ZERO).run(plan);
    assertThat(rows).containsExactly(2, 4, 6, 8, 10, 12);
  }

  @Test
  void aListenerThatFailsCostsNoTrial() {
    RunListener faulty =
        new Silent() {
          @Override
          public void started(Trial trial) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public void progressed(Trial trial, Progress progress) {
            throw new IllegalStateException("another");
          }

          @Override
          public void ended(TrialRecord record, double seconds) {
            throw new IllegalStateException("a third");
          }
        };
    assertThatThrownBy(() -> run(good(2), faulty))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");
    assertThat(ledger.records()).hasSize(6);
    assertThat(rows()).isEqualTo(12);
  }

  @Test
  void aTableThatCannotBeWrittenIsToldWhenAllIsTrained() throws IOException {
    Files.createDirectories(folder.resolve("ledger/trials.csv/in the way"));
    assertThatThrownBy(() -> run(good(1), new Silent()))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("cannot write " + folder.resolve("ledger/trials.csv"));
    assertThat(ledger.records()).hasSize(6);
  }

  @Test
  void damagedRecordsAreToldBeforeAnythingIsTrained() throws IOException {
    for (int i = 0; i < 2; i++) {
      Trial trial = plan.trials().get(i);
      ledger.commit(Records.completed(trial, 30, 29));
      Files.writeString(ledger.trialFolder(trial.id()).resolve("record.json"), "{}");
    }
    Plan others = new Plan(plan.suite(), plan.trials().subList(2, 6));
    Scripted executor = good(1);
    assertThatThrownBy(() -> new SuiteRun(executor, ledger, new Silent()).run(others))
        .isInstanceOf(HarnessException.class)
        .hasMessageStartingWith("2 records in " + ledger.folder());
    assertThat(executor.submitted).isEmpty();
  }

  @Test
  void aResultsFolderThatIsRemovedEndsTheRunAndKeepsTheWork() throws IOException {
    Trial first = plan.trials().get(0);
    Files.createDirectories(WorkFolder.of(ledger.trialFolder(first.id())).folder());
    Scripted remover =
        new Scripted(
            1,
            trial -> {
              if (!trial.equals(first)) {
                assertThat(WorkFolder.of(ledger.trialFolder(first.id())).folder()).doesNotExist();
                remove(folder.resolve("ledger"));
              }
              return Records.completed(trial, 30, 29);
            });
    var lock = ledger.lock();
    assertThatThrownBy(() -> run(remover, new Silent()))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("the results folder " + ledger.folder() + " was removed");
    lock.acquiredBy().close();
    assertThat(remover.submitted).hasSize(2);
    assertThat(folder.resolve("ledger")).doesNotExist();
  }

  @Test
  void aShardWaitsForATrialThatAnotherProcessHasAndDoesNotTrainItAgain() throws Exception {
    Trial held = plan.trials().get(1);
    Path lease = WorkFolder.of(ledger.trialFolder(held.id())).claim().resolveSibling("claim.lease");
    Files.createDirectories(lease.getParent());
    Files.writeString(lease, "node-3, process 12");
    List<String> heard = new ArrayList<>();
    Silent listener =
        new Silent() {
          @Override
          public void heldElsewhere(Trial trial, String holder) {
            heard.add("held " + trial.name() + " by " + holder.substring(0, 18));
          }

          @Override
          public void ended(TrialRecord record, double seconds) {
            if (record.trial().equals(plan.trials().get(5))) {
              // All others are done: now the other process comes to its end.
              new Ledger(folder.resolve("ledger")).commit(Records.completed(held, 31, 29));
              remove(lease);
            }
          }

          @Override
          public void completedElsewhere(Trial trial) {
            heard.add("completed " + trial.name());
          }
        };
    Scripted executor = good(2);
    try (Channel right = ledger.share()) {
      assertThat(right.isOpen()).isTrue();
      assertThat(run(executor, listener)).isEqualTo(new SuiteRun.Summary(1, 5, 0));
    }
    assertThat(executor.submitted).hasSize(5).doesNotContain(held);
    assertThat(heard)
        .containsExactly(
            "held " + held.name() + " by node-3, process 12", "completed " + held.name());
    assertThat(Files.readString(folder.resolve("ledger/trials.csv")).lines()).hasSize(13);
    for (Trial trial : plan.trials()) {
      assertThat(WorkFolder.of(ledger.trialFolder(trial.id())).folder()).doesNotExist();
    }
  }

  @Test
  void aShardGivesUpItsClaimsHoweverATrialEnds() throws Exception {
    Scripted failing = new Scripted(1, trial -> Records.failed(trial, "bad luck"));
    try (Channel right = ledger.share()) {
      assertThat(right.isOpen()).isTrue();
      assertThat(run(failing, new Silent())).isEqualTo(new SuiteRun.Summary(0, 0, 6));
      LedgerStatus status = statusOfPlan();
      assertThat(status.running()).isEmpty();
      assertThat(status.failed()).hasSize(6).allMatch(failed -> failed.reason().equals("bad luck"));
      assertThat(run(good(1), new Silent())).isEqualTo(new SuiteRun.Summary(0, 6, 0));
    }
    assertThat(statusOfPlan())
        .isEqualTo(new LedgerStatus("small", 6, 6, List.of(), List.of(), 0, 0));
  }

  private LedgerStatus statusOfPlan() {
    ledger.writePlan(plan, "suite.yaml", List.of());
    return LedgerStatus.of(ledger);
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
    public void started(Trial trial) {}

    @Override
    public void progressed(Trial trial, Progress progress) {}

    @Override
    public void ended(TrialRecord record, double seconds) {}
  }
}
