package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Change;
import io.lossbench.core.suite.TestSuites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan was made on, written beside it and held against its records. */
class SuiteLockTest {
  private static final SuiteLock.Versions HERE =
      new SuiteLock.Versions(
          "0.1.0", Trial.NUMERICS_VERSION, "PyTorch 2.7.1", "JDK 17", "some processor", "cpu", 2);

  @TempDir Path folder;
  private final Plan plan = Records.plan();
  private final SuiteLock lock = SuiteLock.of(plan, HERE);

  private static Plan planOf(String fingerprint, Optional<String> weights) {
    return Plan.of(TestSuites.small(), name -> fingerprint, name -> weights);
  }

  private Ledger ledger(SuiteLock written) {
    Ledger ledger = new Ledger(folder);
    ledger.writePlan(plan, "small.yaml", List.of(), written);
    for (Trial trial : plan.trials()) {
      ledger.commit(Records.completed(trial, 40, 30));
    }
    ledger.writeTables();
    return ledger;
  }

  @Test
  void itIsReadBackAsItWasWritten() {
    assertThat(ledger(lock).planned().map(Ledger.Planned::lock)).contains(lock);
    assertThat(lock.changes(lock)).isEmpty();
  }

  @Test
  void aPlanOfAnEarlierVersionHasNone() {
    Ledger ledger = new Ledger(folder);
    ledger.writePlan(plan, "small.yaml", List.of());
    assertThat(ledger.planned().orElseThrow().lock()).isNull();
  }

  @Test
  void everyChangeIsNamedWithBothValues() {
    SuiteLock.Versions there =
        new SuiteLock.Versions("0.2.0", 99, "PyTorch 2.8.0", "JDK 21", "another", "gpu", 4);
    SuiteLock now = SuiteLock.of(planOf("other", Optional.of("abc")), there);
    assertThat(lock.changes(now))
        .extracting(Change::sentence)
        .contains("lossbench was 0.1.0, is 0.2.0", "threads was 2, is 4")
        .anyMatch(change -> change.matches("datasets\\..* was fingerprint, is other"))
        .anyMatch(change -> change.matches("weights\\..* was none, is abc"));
    assertThat(lock.changes(now))
        .extracting(Change::field)
        .contains("lossbench", "numerics", "engine", "jdk", "processor", "device", "threads");
  }

  @Test
  void everyDigitOfItThatIsChangedIsFound() throws IOException {
    Path file = ledger(lock).folder().resolve("plan.json");
    String text = Files.readString(file);
    int start = text.indexOf("\"lock\"");
    for (int i = start; i < text.length(); i++) {
      if (Character.isDigit(text.charAt(i))) {
        char other = text.charAt(i) == '9' ? '8' : (char) (text.charAt(i) + 1);
        Files.writeString(file, text.substring(0, i) + other + text.substring(i + 1));
        assertThatThrownBy(() -> new Ledger(folder).planned())
            .isInstanceOf(HarnessException.class)
            .hasMessageContaining("the plan " + file + " is damaged");
      }
    }
  }

  @Test
  void recordsOfOtherDataThanIsLockedAreAFault() {
    SuiteLock other = new SuiteLock(Map.of("other", "data"), Map.of(), HERE);
    assertThat(LedgerCheck.of(ledger(other)).faults())
        .hasSize(plan.trials().size())
        .allMatch(fault -> fault.contains("plan.json locks: datasets."));
  }

  @Test
  void recordsOfAnotherMachineThanIsLockedAreToldOf() {
    SuiteLock.Versions there =
        new SuiteLock.Versions(
            "0.1.0", Trial.NUMERICS_VERSION, "PyTorch 2.7.1", "JDK 21", "another", "cpu", 2);
    LedgerCheck check = LedgerCheck.of(ledger(SuiteLock.of(plan, there)));
    assertThat(check.faults()).isEmpty();
    assertThat(check.notes())
        .containsExactly(
            "some trials were made on other terms than plan.json locks: jdk, processor");
    assertThat(LedgerCheck.of(ledger(lock)).notes()).isEmpty();
  }
}
