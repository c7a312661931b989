package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir Path folder;
  private Ledger ledger;
  private final List<Trial> trials = Records.plan().trials();

  @BeforeEach
  void open() {
    ledger = new Ledger(folder.resolve("small"));
  }

  @Test
  void whatIsCommittedIsReadBackTheSame() {
    TrialRecord record = Records.completed(trials.get(0), 31.123456789012345, 30);
    ledger.commit(record);
    TrialRecord read = ledger.find(trials.get(0).id()).orElseThrow();
    assertThat(read).isEqualTo(record);
    assertThat(read.trial().spec()).isEqualTo(record.trial().spec());
    assertThat(ledger.find(trials.get(1).id())).isEmpty();
  }

  @Test
  void otherNumbersNeverOverwriteACompletedTrial() {
    ledger.commit(Records.completed(trials.get(0), 31, 30));
    ledger.commit(Records.completed(trials.get(0), 31, 30));
    assertThatThrownBy(() -> ledger.commit(Records.completed(trials.get(0), 31.000001, 30)))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("nothing was overwritten");
    assertThatThrownBy(() -> ledger.commit(Records.failed(trials.get(0), "crash")))
        .isInstanceOf(HarnessException.class);
  }

  @Test
  void aFailedTrialGivesWayToACompletedOne() {
    ledger.commit(Records.failed(trials.get(0), "out of memory"));
    ledger.commit(Records.completed(trials.get(0), 31, 30));
    assertThat(ledger.find(trials.get(0).id()).orElseThrow().isCompleted()).isTrue();
  }

  @Test
  void tablesAreSortedAndIndependentOfTheOrderOfCommits() throws IOException {
    for (Trial trial : trials) {
      ledger.commit(Records.completed(trial, 30 + trial.repetition(), 29));
    }
    ledger.writeTables();
    String table = Files.readString(folder.resolve("small/trials.csv"));
    Ledger other = new Ledger(folder.resolve("other"));
    for (int i = trials.size() - 1; i >= 0; i--) {
      other.commit(Records.completed(trials.get(i), 30 + trials.get(i).repetition(), 29));
    }
    other.writeTables();
    assertThat(Files.readString(folder.resolve("other/trials.csv"))).isEqualTo(table);
    assertThat(table.lines()).hasSize(1 + 2 * trials.size());
    assertThat(table).contains("\r\n");
    assertThat(Files.readString(folder.resolve("small/epochs.csv")).lines())
        .hasSize(1 + 2 * trials.size());
  }

  @Test
  void formulasAreNeutralised() throws IOException {
    ledger.commit(Records.failed(trials.get(0), "=HYPERLINK(\"http://evil\")"));
    ledger.writeTables();
    assertThat(Files.readString(folder.resolve("small/trials.csv")))
        .contains("\"'=HYPERLINK(\"\"http://evil\"\")\"");
  }

  @Test
  void onlyOneWriterAtATime() throws IOException {
    FileLock lock = ledger.lock();
    assertThatThrownBy(() -> ledger.lock())
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("another lossbench");
    lock.acquiredBy().close();
    ledger.lock().acquiredBy().close();
  }
}
