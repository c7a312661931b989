package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Digest;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ledgers in which something is not what was written. */
class LedgerDamageTest {
  @TempDir Path folder;
  private final Plan plan = Records.plan();
  private final Trial trial = plan.trials().get(0);
  private Ledger ledger;
  private Path record;

  @BeforeEach
  void commit() throws IOException {
    ledger = new Ledger(folder.resolve("small"));
    ledger.writePlan(plan, "small.yaml", List.of());
    record = ledger.trialFolder(trial.id()).resolve("record.json");
    Path scores = record.resolveSibling("scores-raw.npy");
    Files.createDirectories(scores.getParent());
    Files.writeString(scores, "scores");
    TrialRecord completed = Records.completed(trial, 43.1, 30);
    ledger.commit(
        TrialRecord.completed(
            completed.suite(),
            trial,
            completed.provenance(),
            completed.outcome(),
            Map.of("scores-raw.npy", Digest.ofFile(scores))));
    ledger.writeTables();
  }

  /** A ledger that has not read the files before. */
  private Ledger again() {
    return new Ledger(ledger.folder());
  }

  private LedgerCheck check() {
    return LedgerCheck.of(again());
  }

  @Test
  void whatWasWrittenIsWithoutFault() {
    assertThat(check().faults()).isEmpty();
    assertThat(check().files()).isEqualTo(1);
    assertThat(check().notes())
        .containsExactly(
            plan.trials().size()
                - 1
                + " of "
                + plan.trials().size()
                + " planned trials have no record yet");
  }

  @Test
  void everyDigitThatIsChangedIsFound() throws IOException {
    String text = Files.readString(record);
    for (int i = 0; i < text.length(); i++) {
      if (Character.isDigit(text.charAt(i))) {
        char other = text.charAt(i) == '9' ? '8' : (char) (text.charAt(i) + 1);
        Files.writeString(record, text.substring(0, i) + other + text.substring(i + 1));
        assertThatThrownBy(() -> again().find(trial.id()))
            .as("digit %d, in %s", i, text.substring(Math.max(0, i - 30), i + 1))
            .isInstanceOf(HarnessException.class)
            .hasMessageContaining(record.toString());
      }
    }
  }

  @Test
  void everyFlippedBitIsFoundOrChangesNothing() throws IOException {
    byte[] bytes = Files.readAllBytes(record);
    TrialRecord whole = again().find(trial.id()).orElseThrow();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= (byte) (1 << i % 8);
      Files.write(record, bytes);
      try {
        assertThat(again().find(trial.id())).contains(whole);
      } catch (HarnessException e) {
        assertThat(e).hasMessageContaining(record.toString());
      }
      bytes[i] ^= (byte) (1 << i % 8);
    }
  }

  @Test
  void aRecordThatWasLaidOutAnewIsStillWhole() throws IOException {
    Files.writeString(record, Files.readString(record).replaceAll("\\s*\\R\\s*", " "));
    assertThat(again().find(trial.id())).isPresent();
  }

  @Test
  void theReasonIsOneLineWithoutTheParsersTalk() throws IOException {
    Files.writeString(record, Files.readString(record).substring(0, 200));
    assertThatThrownBy(() -> again().records())
        .message()
        .matches(
            "the record .*record\\.json is damaged: Unexpected end-of-input.* \\(line \\d+, column"
                + " \\d+\\); move it away to train the trial again")
        .doesNotContain("Source", "REDACTED");
    Files.writeString(record, "");
    assertThatThrownBy(() -> again().records()).message().hasLineCount(1).contains("damaged");
    Files.writeString(record, "[1]");
    assertThatThrownBy(() -> again().records()).message().contains("damaged: it is no JSON object");
    Files.write(record, new byte[] {'{', (byte) 0xff, '}'});
    assertThatThrownBy(() -> again().records()).message().contains("is damaged: it is not UTF-8");
  }

  @Test
  void anotherVersionOfRecordsIsRefusedWithAWayOut() throws IOException {
    Files.writeString(
        record, Files.readString(record).replace("\"schemaVersion\" : 5", "\"schemaVersion\" : 1"));
    assertThatThrownBy(() -> again().records())
        .hasMessage(
            "the record "
                + record
                + " has schema version 1, and this lossbench reads versions 2 to 5: use the"
                + " lossbench that wrote it, or move it away to train the trial again");
  }

  @Test
  void allDamagedRecordsAreToldAtOnce() throws IOException {
    Trial second = plan.trials().get(1);
    ledger.commit(Records.completed(second, 31, 30));
    Path other = ledger.trialFolder(second.id()).resolve("record.json");
    for (Path file : List.of(record, other)) {
      Files.writeString(file, "{}");
    }
    assertThatThrownBy(() -> again().records())
        .hasMessageStartingWith("2 records in " + ledger.folder() + " cannot be used:\n")
        .hasMessageContaining(record.toString())
        .hasMessageContaining(other.toString());
  }

  @Test
  void aTrialUnderAnothersIdIsNotTakenForIt() throws IOException {
    Trial second = plan.trials().get(1);
    Path other = ledger.trialFolder(second.id()).resolve("record.json");
    Files.createDirectories(other.getParent());
    Files.copy(record, other);
    assertThatThrownBy(() -> again().find(second.id()))
        .hasMessageContaining(other + " is of another trial: it says " + trial.id())
        .hasMessageContaining("move it away to train " + second.id() + " again");
  }

  @Test
  void anIdThatIsNotOfItsSpecificationIsRefused() {
    Trial forged =
        new Trial(
            trial.id(),
            trial.dataset(),
            trial.backbone(),
            trial.loss(),
            trial.repetition(),
            trial.spec().with("numerics-version", 1));
    Ledger other = new Ledger(folder.resolve("forged"));
    other.commit(Records.completed(forged, 31, 30));
    assertThatThrownBy(() -> new Ledger(other.folder()).records())
        .hasMessageContaining("which is not the id of its own specification");
  }

  @Test
  void aTrialOfAnotherSuiteIsNoneOfThisOne() {
    Trial second = plan.trials().get(1);
    TrialRecord foreign = Records.failed(second, "x");
    ledger.commit(TrialRecord.failed("plain", second, foreign.provenance(), foreign.failure()));
    assertThatThrownBy(() -> again().records())
        .hasMessageContaining("is of the suite 'plain', not of 'small'; move it away");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "/etc/x", "a/b", "", "..", "-x", "a\u001bb"})
  void aPlanWhoseSuiteIsNoNameIsRefused(String name) throws IOException {
    Path file = ledger.folder().resolve("plan.json");
    Map<String, Object> forged =
        Map.of(
            "suite", name,
            "file", "x.yaml",
            "options", List.of(),
            "resolved", Map.of(),
            "losses", List.of(),
            "trials", List.of());
    Files.writeString(file, SealedJson.text(forged));
    assertThatThrownBy(() -> again().planned())
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("the plan " + file + " is damaged: ")
        .hasMessageContaining("' is no name of a suite; run the suite again");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "{", "{}", "{\"suite\":\"small\"}", "{\"a\":1,\"a\":2}"})
  void aDamagedPlanIsCalledAPlan(String text) throws IOException {
    Files.writeString(ledger.folder().resolve("plan.json"), text);
    assertThatThrownBy(() -> again().planned())
        .isInstanceOf(HarnessException.class)
        .message()
        .hasLineCount(1)
        .matches("the plan .*plan.json is damaged: .+; run the suite again")
        .doesNotContain("Source");
    assertThat(check().faults()).singleElement().asString().startsWith("the plan ");
  }

  @Test
  void scoresThatAreNotTheRecordedOnesAreFound() throws IOException {
    Path scores = record.resolveSibling("scores-raw.npy");
    Files.writeString(scores, "scorez");
    assertThat(check().faults())
        .singleElement()
        .asString()
        .startsWith(scores + " is not what " + trial.name() + " wrote");
    Files.writeString(scores, "sco");
    assertThat(check().faults()).hasSize(1);
    Files.delete(scores);
    Files.createDirectory(scores);
    assertThat(check().faults()).containsExactly(scores + " is no file");
  }

  @Test
  void aFileThatIsReadAgainMustBeTheRecordedOne() throws IOException {
    Path scores = record.resolveSibling("scores-raw.npy");
    LedgerCheck.requireRecorded(scores);
    LedgerCheck.requireRecorded(Files.writeString(record.resolveSibling("mine.npy"), "x"));
    LedgerCheck.requireRecorded(Files.writeString(folder.resolve("scores-raw.npy"), "x"));
    Files.writeString(scores, "scorez");
    assertThatThrownBy(() -> LedgerCheck.requireRecorded(scores))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("its SHA-256 is not the recorded one");
  }

  @Test
  void scoresThatAreMissingAreAFaultWhereOthersAreThere() throws IOException {
    Trial second = plan.trials().get(1);
    TrialRecord completed = Records.completed(second, 31, 30);
    Path scores = ledger.trialFolder(second.id()).resolve("scores-ema.npy");
    ledger.commit(
        TrialRecord.completed(
            "small",
            second,
            completed.provenance(),
            completed.outcome(),
            Map.of("scores-ema.npy", "00".repeat(32))));
    ledger.writeTables();
    assertThat(check().faults()).singleElement().asString().startsWith(scores + " is missing; ");

    // Where none is there, they were never published.
    Files.delete(record.resolveSibling("scores-raw.npy"));
    assertThat(check().faults()).isEmpty();
    assertThat(check().notes())
        .contains("scores, labels and weights are not kept here: only the records were checked");
  }

  @Test
  void aRecordNamesNoFileElsewhere() {
    Trial second = plan.trials().get(1);
    TrialRecord completed = Records.completed(second, 31, 30);
    ledger.commit(
        TrialRecord.completed(
            "small",
            second,
            completed.provenance(),
            completed.outcome(),
            Map.of("../../plan.json", "00".repeat(32))));
    ledger.writeTables();
    assertThat(check().faults()).singleElement().asString().contains("names a file elsewhere");
  }

  @Test
  void tablesThatAreNotWhatTheRecordsSayAreFound() throws IOException {
    Path table = ledger.folder().resolve("trials.csv");
    Files.writeString(table, Files.readString(table).replace("43.1", "83.1"));
    Files.delete(ledger.folder().resolve("epochs.csv"));
    assertThat(check().faults())
        .containsExactly(
            table + " is not what the records say; `lossbench run` makes it anew",
            ledger.folder().resolve("epochs.csv") + " is missing; `lossbench run` makes it anew");
  }

  @Test
  void strayFilesAmongTheTrialsAreNoRecords() throws IOException {
    Files.writeString(ledger.folder().resolve("trials/.DS_Store"), "x");
    Files.createDirectory(ledger.folder().resolve("trials/empty"));
    assertThat(check().faults()).isEmpty();
    assertThat(check().records()).isEqualTo(1);
  }

  @Test
  void aResultsFolderThatIsRemovedIsToldAtOnce() throws IOException {
    var lock = ledger.lock();
    try (var files = Files.walk(ledger.folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    TrialRecord next = Records.completed(plan.trials().get(1), 31, 30);
    assertThatThrownBy(() -> ledger.commit(next))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("was removed or replaced while the suite was running");
    assertThat(ledger.folder()).doesNotExist();
    lock.acquiredBy().close();
  }

  @Test
  void sealsAreSha256OfCanonicalJson() {
    assertThat(SealedJson.text(Map.of("b", 1, "a", List.of(0.5, "x"))))
        .contains(Digest.sha256().update("{\"a\":[0.5,\"x\"],\"b\":1}").hex())
        .endsWith("}\n");
  }
}
