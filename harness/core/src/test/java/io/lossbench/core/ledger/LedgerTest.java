package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.ScoreMatrix;
import io.lossbench.core.metric.SparseLabels;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
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

  @Test
  void npyFilesRoundTrip() throws IOException {
    ScoreMatrix scores = ScoreMatrix.of(2, 3, new float[] {.1f, .2f, .3f, 1e-30f, 0, 1});
    LabelMatrix labels = LabelMatrix.of(2, 3, new byte[] {1, 0, -1, 0, 0, 1});
    NpyFile.write(folder.resolve("s.npy"), scores);
    NpyFile.write(folder.resolve("l.npy"), labels);
    ScoreMatrix read = NpyFile.readScores(folder.resolve("s.npy"));
    assertThat(read.row(0)).isEqualTo(scores.row(0));
    assertThat(read.row(1)).isEqualTo(scores.row(1));
    assertThat(NpyFile.readLabels(folder.resolve("l.npy"))).isEqualTo(labels);
    assertThat(Files.size(folder.resolve("s.npy"))).isEqualTo(128 + 24);
  }

  /** From 16 million on labels of which few are known are kept as these few. */
  @Test
  void manyMostlyUnknownLabelsRoundTrip() throws IOException {
    int rows = 9_000;
    int classes = 2_000;
    int[] offsets = new int[rows + 1];
    char[] columns = new char[2 * rows];
    byte[] values = new byte[2 * rows];
    for (int r = 0; r < rows; r++) {
      offsets[r + 1] = 2 * (r + 1);
      columns[2 * r] = (char) (r % 1000);
      columns[2 * r + 1] = (char) (1000 + r % 999);
      values[2 * r] = (byte) (r % 2);
      values[2 * r + 1] = (byte) (r % 3 == 0 ? 1 : 0);
    }
    LabelMatrix labels = new SparseLabels(classes, LabelMatrix.UNKNOWN, offsets, columns, values);
    NpyFile.write(folder.resolve("l.npy"), labels);
    LabelMatrix read = NpyFile.readLabels(folder.resolve("l.npy"));
    assertThat(read).isInstanceOf(SparseLabels.class);
    for (int r = 0; r < rows; r++) {
      assertThat(read.rowKey(r)).isEqualTo(labels.rowKey(r));
    }
    assertThat(read.isMostlyUnknown()).isTrue();
  }

  /** Bytes that numpy.save wrote for np.array([[0.5, 0.25]], dtype=float64). */
  @Test
  void readsWhatNumpyWrites() throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }";
    byte[] head = HexFormat.of().parseHex("934e554d505901007600");
    byte[] text =
        (header + " ".repeat(117 - header.length()) + "\n")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] data = HexFormat.of().parseHex("000000000000e03f000000000000d03f");
    Files.write(folder.resolve("a.npy"), concat(head, text, data));
    assertThat(NpyFile.readScores(folder.resolve("a.npy")).row(0)).containsExactly(.5f, .25f);
    Files.write(folder.resolve("a.npy"), concat(head, text, new byte[8]));
    assertThatThrownBy(() -> NpyFile.readScores(folder.resolve("a.npy")))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("promises 1 x 2 values");
    Files.writeString(folder.resolve("a.npy"), "not numpy at all, but long enough");
    assertThatThrownBy(() -> NpyFile.readScores(folder.resolve("a.npy")))
        .hasMessageContaining("not a .npy file");
  }

  private static byte[] concat(byte[]... parts) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
