package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Digest;
import io.lossbench.core.file.FailingFiles;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.suite.TestSuites;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerMergeTest {
  @TempDir Path folder;
  private final Plan plan = Records.plan();
  private final List<Trial> trials = plan.trials();
  private Ledger into;
  private Ledger one;
  private Ledger two;

  @BeforeEach
  void ledgers() {
    into = new Ledger(folder.resolve("into"));
    one = planned("one", plan);
    two = planned("two", plan);
  }

  private Ledger planned(String name, Plan of) {
    Ledger ledger = new Ledger(folder.resolve(name));
    ledger.writePlan(of, "suite.yaml", List.of());
    return ledger;
  }

  /** A record with a file beside it. */
  private static void commit(Ledger ledger, TrialRecord record, String scores) throws IOException {
    Path file = ledger.trialFolder(record.trial().id()).resolve("scores-raw.npy");
    Files.createDirectories(file.getParent());
    Files.writeString(file, scores);
    ledger.commit(
        TrialRecord.completed(
            record.suite(),
            record.trial(),
            record.provenance(),
            record.outcome(),
            Map.of("scores-raw.npy", Digest.ofFile(file))));
  }

  @Test
  void whatMachinesHaveTrainedApartIsPutTogether() throws IOException {
    commit(one, Records.completed(trials.get(0), 31, 30), "a");
    commit(one, Records.completed(trials.get(1), 32, 30), "b");
    commit(two, Records.completed(trials.get(1), 32, 30), "b");
    commit(two, Records.completed(trials.get(2), 33, 30), "c");
    assertThat(new LedgerMerge(into, List.of(one, two)).run())
        .containsExactly(
            new LedgerMerge.Source(one.folder(), 2, 0), new LedgerMerge.Source(two.folder(), 1, 1));
    LedgerCheck check = LedgerCheck.of(into);
    assertThat(check.faults()).isEmpty();
    assertThat(check.records()).isEqualTo(3);
    assertThat(check.files()).isEqualTo(3);
    assertThat(Files.readString(folder.resolve("into/trials.csv")).lines()).hasSize(7);
    assertThat(into.planned()).isEqualTo(one.planned());
    assertThat(new LedgerMerge(into, List.of(one, two)).run())
        .as("again")
        .containsExactly(
            new LedgerMerge.Source(one.folder(), 0, 2), new LedgerMerge.Source(two.folder(), 0, 2));
  }

  /** Its shards take leases there, and the tables are made by who collects. */
  @Test
  void aFileSystemWithoutLocksIsMergedIntoAsWell() throws IOException {
    FailingFiles disk = new FailingFiles();
    disk.fault().refuseLocks();
    Ledger unlocked = new Ledger(disk.path(into.folder()));
    commit(one, Records.completed(trials.get(0), 31, 30), "a");
    assertThatThrownBy(unlocked::lock)
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("has no locks; run with --shard 1/1")
        .hasMessageEndingWith("(IOException: No locks available)");
    try (Channel held = unlocked.lockIfPossible()) {
      assertThat(held.isOpen()).isTrue();
      new LedgerMerge(unlocked, List.of(one)).run();
    }
    assertThat(LedgerCheck.of(into).records()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("into/trials.csv")).lines()).hasSize(3);
    assertThat(folder.resolve("into/.turn.lease")).doesNotExist();
  }

  @Test
  void otherNumbersAreNamedAllOfThemAndNothingIsWritten() {
    Provenance.Terms terms =
        new Provenance.Terms("0.1.0", "PyTorch 2.7.1", "cpu", "another processor", "amd64", 2);
    one.commit(Records.completed(trials.get(0), 31, 30));
    one.commit(Records.completed(trials.get(1), 31, 30));
    one.commit(Records.completed(trials.get(2), 31, 30));
    two.commit(Records.completed(trials.get(0), 31.5, 30));
    two.commit(Records.completed(trials.get(1), 31, 30));
    two.commit(Records.completed(trials.get(2), 31, 29, terms));
    assertThatThrownBy(() -> new LedgerMerge(into, List.of(one, two)).run())
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("nothing was merged, because 2 trials have other numbers")
        .hasMessageContaining(trials.get(0).name())
        .hasMessageContaining("two has mAP raw 31.5, ema 30.0")
        .hasMessageContaining(trials.get(2).id())
        .hasMessageContaining("they differ in device-model")
        .message()
        .doesNotContain(trials.get(1).id());
    assertThat(into.folder()).doesNotExist();
  }

  @Test
  void aFailureGivesWayToNumbersAndNeverTheOtherWay() {
    one.commit(Records.failed(trials.get(0), "out of memory"));
    one.commit(Records.completed(trials.get(1), 31, 30));
    two.commit(Records.completed(trials.get(0), 31, 30));
    two.commit(Records.failed(trials.get(1), "killed"));
    assertThatThrownBy(
            () -> new LedgerMerge(into, List.of(one, new Ledger(folder.resolve("no")))).run())
        .hasMessageContaining("there are no results in " + folder.resolve("no"));
    new LedgerMerge(into, List.of(one, two)).run();
    assertThat(into.records()).hasSize(2).allMatch(TrialRecord::isCompleted);
  }

  @Test
  void damagedFilesAndOtherSuitesAreRefused() throws IOException {
    commit(one, Records.completed(trials.get(0), 31, 30), "a");
    commit(one, Records.completed(trials.get(1), 31, 30), "b");
    Ledger other =
        planned(
            "other", Plan.of(TestSuites.small(), name -> "other data", name -> Optional.empty()));
    assertThatThrownBy(() -> new LedgerMerge(into, List.of(one, other)).run())
        .hasMessageContaining(other.folder() + " is of another suite than " + one.folder())
        .hasMessageContaining("data or versions");
    Files.writeString(one.trialFolder(trials.get(0).id()).resolve("scores-raw.npy"), "x");
    assertThatThrownBy(() -> new LedgerMerge(into, List.of(one)).run())
        .hasMessageContaining("its SHA-256 is not the recorded one");
    assertThat(into.folder()).doesNotExist();
  }

  /** As after shards that were stopped before they could write tables. */
  @Test
  void aFolderMergedIntoItselfHasItsTablesMadeAnew() throws IOException {
    one.commit(Records.completed(trials.get(0), 31, 30));
    one.writeTables();
    one.commit(Records.completed(trials.get(1), 31, 30));
    assertThat(LedgerCheck.of(one).faults()).hasSize(2);
    Ledger itself = new Ledger(one.folder());
    assertThat(new LedgerMerge(itself, List.of(one)).run())
        .containsExactly(new LedgerMerge.Source(one.folder(), 0, 2));
    assertThat(LedgerCheck.of(one).faults()).isEmpty();
  }
}
