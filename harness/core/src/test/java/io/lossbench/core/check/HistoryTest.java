package io.lossbench.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Records;
import io.lossbench.core.ledger.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path folder;

  private final List<TrialRecord> records =
      LinearNetwork.UNCHANGED.train(Records.plan().trials(), Records.TERMS, 2.5);

  private Path file() {
    return folder.resolve("history.csv");
  }

  @Test
  void entriesAreReadAsTheyWereAdded() throws IOException {
    List<History.Entry> first = History.entries(records, "aaa111", "2026-01-01T00:00:00Z");
    List<History.Entry> second = History.entries(records, "bbb222", "2026-01-02T00:00:00Z");
    History.add(file(), first);
    String before = Files.readString(file());
    History.add(file(), second);
    assertThat(Files.readString(file())).as("rows are only added").startsWith(before);
    History history = History.read(file());
    assertThat(history.entries()).hasSize(4).startsWith(first.get(0), first.get(1));
    assertThat(history.series()).hasSize(2);
    assertThat(history.entries().get(0).n()).isEqualTo(3);
    assertThat(history.entries().get(0).imagesPerKernel()).isBetween(3.9, 4.1);
    assertThat(history.entries().get(0).low()).isLessThan(history.entries().get(0).mean());
  }

  @Test
  void aJobThatRunsAgainAddsNothing() throws IOException {
    List<History.Entry> entries = History.entries(records, "aaa111", "2026-01-01T00:00:00Z");
    assertThat(History.add(file(), entries.subList(0, 1))).isEqualTo(1);
    assertThat(History.add(file(), entries)).as("the other loss").isEqualTo(1);
    String before = Files.readString(file());
    assertThat(History.add(file(), History.entries(records, "aaa111", "2026-01-03T00:00:00Z")))
        .isZero();
    assertThat(file()).content().isEqualTo(before);
  }

  @Test
  void whatIsNoHistoryIsNotAddedTo() throws IOException {
    Files.writeString(file(), "commit,mAP\r\nabc,40\r\n");
    List<History.Entry> entries = History.entries(records, "aaa111", "2026-01-01T00:00:00Z");
    assertThatThrownBy(() -> History.add(file(), entries))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("is no history: its first line has to be schema_version,commit,");
    assertThat(file()).hasContent("commit,mAP\r\nabc,40\r\n");
  }

  @Test
  void aRowThatCannotBeReadIsNamed() throws IOException {
    History.add(file(), History.entries(records, "aaa111", "2026-01-01T00:00:00Z"));
    Files.writeString(file(), Files.readString(file()).replaceFirst(",3,", ",three,"));
    assertThatThrownBy(() -> History.read(file()))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("row 1 cannot be read");
  }

  @Test
  void aCommitIsAName() {
    assertThatThrownBy(() -> History.entries(records, "=HYPERLINK(1)", ""))
        .hasMessageContaining("is no name of a commit");
    assertThat(History.isCommit("v1.2/feature_x-3")).isTrue();
    assertThat(History.isCommit("")).isFalse();
  }
}
