package io.lossbench.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.FolderTree;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs in which something beside the running trials goes wrong: what they finish is kept. */
@Timeout(120)
class SuiteRunFaultsTest {
  @TempDir Path folder;
  private SmallSuite suite;

  @BeforeEach
  void emptyLedger() {
    suite = SmallSuite.in(folder.resolve("ledger"));
  }

  @Test
  void whereNoTrialCanBeSubmittedAnyMoreThoseInFlightAreFinished() {
    ScriptedTrials full =
        new ScriptedTrials(
            2, trial -> trial.equals(suite.trial(0)) ? 9 : 1, SmallSuite::completed) {
          @Override
          public SubmittedTrial submit(Trial trial, Path place) {
            if (submitted.size() == 2) {
              throw new HarnessException("the queue is closed");
            }
            return super.submit(trial, place);
          }
        };
    assertThatThrownBy(() -> suite.run(full, new SilentListener()))
        .isInstanceOf(HarnessException.class)
        .hasMessage("the queue is closed");
    assertThat(full.submitted).hasSize(2);
    assertThat(suite.ledger().records()).hasSize(2).allMatch(TrialRecord::isCompleted);
    assertThat(full.events).allMatch(event -> event.startsWith("close "));
    assertThat(suite.rows()).isEqualTo(4);
  }

  @Test
  void aListenerThatFailsCostsNoTrial() {
    RunListener faulty =
        new SilentListener() {
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
    assertThatThrownBy(() -> suite.run(ScriptedTrials.completed(2), faulty))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");
    assertThat(suite.ledger().records()).hasSize(6);
    assertThat(suite.rows()).isEqualTo(12);
  }

  @Test
  void aTableThatCannotBeWrittenIsToldWhenAllIsTrained() throws IOException {
    Files.createDirectories(folder.resolve("ledger/trials.csv/in the way"));
    assertThatThrownBy(() -> suite.run(ScriptedTrials.completed(1), new SilentListener()))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("cannot write " + folder.resolve("ledger/trials.csv"));
    assertThat(suite.ledger().records()).hasSize(6);
  }

  @Test
  void damagedRecordsAreToldBeforeAnythingIsTrained() throws IOException {
    for (int i = 0; i < 2; i++) {
      Trial trial = suite.trial(i);
      suite.ledger().commit(SmallSuite.completed(trial));
      Files.writeString(suite.ledger().trialFolder(trial.id()).resolve("record.json"), "{}");
    }
    Plan plan = suite.plan();
    SmallSuite others =
        new SmallSuite(new Plan(plan.suite(), plan.trials().subList(2, 6)), suite.ledger());
    ScriptedTrials executor = ScriptedTrials.completed(1);
    assertThatThrownBy(() -> others.run(executor, new SilentListener()))
        .isInstanceOf(HarnessException.class)
        .hasMessageStartingWith("2 records in " + suite.ledger().folder());
    assertThat(executor.submitted).isEmpty();
  }

  @Test
  void aResultsFolderThatIsRemovedEndsTheRunAndKeepsTheWork() throws IOException {
    Trial first = suite.trial(0);
    Files.createDirectories(suite.work(first).folder());
    ScriptedTrials remover =
        ScriptedTrials.ending(
            1,
            trial -> {
              if (!trial.equals(first)) {
                assertThat(suite.work(first).folder()).doesNotExist();
                remove(folder.resolve("ledger"));
              }
              return SmallSuite.completed(trial);
            });
    var lock = suite.ledger().lock();
    assertThatThrownBy(() -> suite.run(remover, new SilentListener()))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("the results folder " + suite.ledger().folder() + " was removed");
    lock.acquiredBy().close();
    assertThat(remover.submitted).hasSize(2);
    assertThat(folder.resolve("ledger")).doesNotExist();
  }

  private static void remove(Path results) {
    try {
      FolderTree.delete(results);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
