package io.lossbench.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which trials a run hands over and when, what it writes meanwhile, and how it is stopped. */
@Timeout(120)
class SuiteRunTest {
  @TempDir Path folder;
  private SmallSuite suite;

  @BeforeEach
  void emptyLedger() {
    suite = SmallSuite.in(folder.resolve("ledger"));
  }

  @Test
  void aRunKeepsWhatIsFinishedAndTriesAgainWhatFailed() throws InterruptedException {
    ScriptedTrials flaky =
        ScriptedTrials.ending(
            1,
            trial ->
                trial.repetition() == 2
                    ? Records.failed(trial, "bad luck")
                    : SmallSuite.completed(trial));
    assertThat(suite.run(flaky, new SilentListener())).isEqualTo(new SuiteRun.Summary(0, 4, 2));
    ScriptedTrials again = ScriptedTrials.completed(1);
    assertThat(suite.run(again, new SilentListener())).isEqualTo(new SuiteRun.Summary(4, 2, 0));
    assertThat(again.submitted).hasSize(2).allMatch(trial -> trial.repetition() == 2);
    assertThat(suite.run(again, new SilentListener())).isEqualTo(new SuiteRun.Summary(6, 0, 0));
    assertThat(again.submitted).hasSize(2);
  }

  @Test
  void asManyTrialsAreInFlightAsThereIsRoomForAndEndInTheirOwnOrder() throws InterruptedException {
    Trial slow = suite.trial(0);
    ScriptedTrials executor = ScriptedTrials.completed(2, trial -> trial.equals(slow) ? 9 : 2);
    List<String> heard = new ArrayList<>();
    SilentListener listener =
        new SilentListener() {
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
    assertThat(suite.run(executor, listener)).isEqualTo(new SuiteRun.Summary(0, 6, 0));
    assertThat(executor.most).isEqualTo(2);
    assertThat(executor.submitted).isEqualTo(suite.plan().trials());
    Trial second = suite.trial(1);
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
    assertThat(suite.ledger().records()).hasSize(6);
  }

  @Test
  void whatIsInFlightIsCancelledBeforeAnythingIsWaitedFor() {
    ScriptedTrials executor = ScriptedTrials.completed(2, trial -> 100_000);
    SilentListener interrupting =
        new SilentListener() {
          @Override
          public void progressed(Trial trial, Progress progress) {
            if (trial.equals(suite.trial(1))) {
              Thread.currentThread().interrupt();
            }
          }
        };
    assertThatThrownBy(() -> suite.run(executor, interrupting))
        .isInstanceOf(InterruptedException.class);
    String first = suite.trial(0).name();
    String second = suite.trial(1).name();
    assertThat(executor.events)
        .containsExactly(
            "cancel " + first, "cancel " + second, "close " + first, "close " + second);
  }

  @Test
  void aWorkerThatIsStoppedTogetherWithTheRunIsNoFailure() {
    ScriptedTrials executor =
        new ScriptedTrials(1, trial -> 1, SmallSuite::completed) {
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
    assertThatThrownBy(() -> suite.run(executor, new SilentListener()))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("the worker was stopped");
    assertThat(suite.ledger().records()).isEmpty();
  }

  @Test
  void tablesAreWrittenAtIntervalsAndAtTheEnd() throws InterruptedException {
    assertThat(rowsAsTrialsEnd(suite, Duration.ofHours(1))).containsExactly(2, 2, 2, 2, 2, 2);
    assertThat(suite.rows()).isEqualTo(12);

    SmallSuite other = SmallSuite.in(folder.resolve("other"));
    assertThat(rowsAsTrialsEnd(other, Duration.ZERO)).containsExactly(2, 4, 6, 8, 10, 12);
  }

  /** Runs a suite, and looks at its table whenever a trial has ended. */
  private static List<Integer> rowsAsTrialsEnd(SmallSuite suite, Duration interval)
      throws InterruptedException {
    List<Integer> rows = new ArrayList<>();
    SilentListener looking =
        new SilentListener() {
          @Override
          public void ended(TrialRecord record, double seconds) {
            rows.add(suite.rows());
          }
        };
    new SuiteRun(ScriptedTrials.completed(1), suite.ledger(), looking, interval).run(suite.plan());
    return rows;
  }
}
