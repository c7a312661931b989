package io.lossbench.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that share the folder of their ledger with other processes, and claim each trial there. */
@Timeout(120)
class SuiteRunShardsTest {
  @TempDir Path folder;
  private SmallSuite suite;

  @BeforeEach
  void emptyLedger() {
    suite = SmallSuite.in(folder.resolve("ledger"));
  }

  @Test
  void aShardWaitsForATrialThatAnotherProcessHasAndDoesNotTrainItAgain() throws Exception {
    Trial held = suite.trial(1);
    Path lease = suite.work(held).claim().resolveSibling("claim.lease");
    Files.createDirectories(lease.getParent());
    Files.writeString(lease, "node-3, process 12");
    List<String> heard = new ArrayList<>();
    SilentListener listener =
        new SilentListener() {
          @Override
          public void heldElsewhere(Trial trial, String holder) {
            heard.add("held " + trial.name() + " by " + holder.substring(0, 18));
          }

          @Override
          public void ended(TrialRecord record, double seconds) {
            if (record.trial().equals(suite.trial(5))) {
              // All others are done: now the other process comes to its end.
              new Ledger(folder.resolve("ledger")).commit(Records.completed(held, 31, 29));
              assertThat(lease.toFile().delete()).isTrue();
            }
          }

          @Override
          public void completedElsewhere(Trial trial) {
            heard.add("completed " + trial.name());
          }
        };
    ScriptedTrials executor = ScriptedTrials.completed(2);
    try (Channel right = suite.ledger().share()) {
      assertThat(right.isOpen()).isTrue();
      assertThat(suite.run(executor, listener)).isEqualTo(new SuiteRun.Summary(1, 5, 0));
    }
    assertThat(executor.submitted).hasSize(5).doesNotContain(held);
    assertThat(heard)
        .containsExactly(
            "held " + held.name() + " by node-3, process 12", "completed " + held.name());
    assertThat(Files.readString(folder.resolve("ledger/trials.csv")).lines()).hasSize(13);
    for (Trial trial : suite.plan().trials()) {
      assertThat(suite.work(trial).folder()).doesNotExist();
    }
  }

  @Test
  void aShardGivesUpItsClaimsHoweverATrialEnds() throws Exception {
    ScriptedTrials failing = ScriptedTrials.ending(1, trial -> Records.failed(trial, "bad luck"));
    try (Channel right = suite.ledger().share()) {
      assertThat(right.isOpen()).isTrue();
      assertThat(suite.run(failing, new SilentListener())).isEqualTo(new SuiteRun.Summary(0, 0, 6));
      LedgerStatus status = status();
      assertThat(status.running()).isEmpty();
      assertThat(status.failed()).hasSize(6).allMatch(failed -> failed.reason().equals("bad luck"));
      assertThat(suite.run(ScriptedTrials.completed(1), new SilentListener()))
          .isEqualTo(new SuiteRun.Summary(0, 6, 0));
    }
    assertThat(status()).isEqualTo(new LedgerStatus("small", 6, 6, List.of(), List.of(), 0, 0));
  }

  private LedgerStatus status() {
    suite.ledger().writePlan(suite.plan(), "suite.yaml", List.of());
    return LedgerStatus.of(suite.ledger());
  }
}
