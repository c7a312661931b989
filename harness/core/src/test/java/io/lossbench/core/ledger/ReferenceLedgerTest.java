package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that others are held against. */
class ReferenceLedgerTest {
  @TempDir Path folder;

  private final Plan plan = Records.plan();
  private Ledger ledger = new Ledger(Path.of(""));

  @BeforeEach
  void run() {
    ledger = new Ledger(folder.resolve("results"));
    ledger.writePlan(plan, "small.yaml", List.of());
    plan.trials().forEach(trial -> ledger.commit(Records.completed(trial, 40, 41)));
  }

  private Path reference() {
    return folder.resolve("reference/small");
  }

  private void write() {
    ReferenceLedger.write(ledger, ledger.records(), reference());
  }

  private List<Path> beside() throws IOException {
    try (var files = Files.list(reference().getParent())) {
      return files.toList();
    }
  }

  @Test
  void recordsKeepTheirBytesAndTablesAreMade() throws IOException {
    write();
    String id = plan.trials().get(0).id();
    assertThat(reference().resolve("trials/" + id + "/record.json"))
        .hasSameBinaryContentAs(ledger.trialFolder(id).resolve("record.json"));
    assertThat(LedgerCheck.of(new Ledger(reference())).faults()).isEmpty();
    assertThat(beside()).containsExactly(reference());
  }

  @Test
  void whatIsReplacedIsGoneAsAWhole() throws IOException {
    write();
    ReferenceLedger.write(ledger, ledger.records().subList(0, 2), reference());
    assertThat(new Ledger(reference()).records()).hasSize(2);
    assertThat(beside()).containsExactly(reference());
  }

  @Test
  void aReferenceThatSteppedAsideForOneThatNeverCameIsPutBack() throws IOException {
    write();
    Files.move(reference(), folder.resolve("reference/small.before"));
    Files.createDirectories(folder.resolve("reference/small.next/trials"));
    ReferenceLedger.write(ledger, ledger.records().subList(0, 2), reference());
    assertThat(new Ledger(reference()).records()).hasSize(2);
    assertThat(beside()).containsExactly(reference());
  }

  @Test
  void aRecordThatCannotBeReadLeavesTheReferenceAsItWas() throws IOException {
    write();
    List<TrialRecord> records = ledger.records();
    Files.delete(ledger.trialFolder(records.get(3).trial().id()).resolve("record.json"));
    assertThatThrownBy(() -> ReferenceLedger.write(ledger, records, reference()))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("cannot write the reference");
    assertThat(new Ledger(reference()).records()).hasSize(records.size());
  }

  @Test
  void aFolderOfSomethingElseIsLeftAlone() throws IOException {
    Path notes = Files.createDirectories(reference()).resolve("notes.txt");
    Files.writeString(notes, "mine");
    assertThatThrownBy(this::write)
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("is no reference: it holds notes.txt");
    assertThat(notes).hasContent("mine");
    Path next = Files.createDirectories(folder.resolve("reference/other.next"));
    Files.writeString(next.resolve("notes.txt"), "mine too");
    assertThatThrownBy(
            () ->
                ReferenceLedger.write(ledger, ledger.records(), folder.resolve("reference/other")))
        .isInstanceOf(HarnessException.class);
    assertThat(next.resolve("notes.txt")).hasContent("mine too");
  }
}
