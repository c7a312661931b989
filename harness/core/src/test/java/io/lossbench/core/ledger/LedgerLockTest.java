package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerLockTest {
  @TempDir Path folder;

  @Test
  void aTurnThatDoesNotComeNamesWhoHasItAndWhatMakesTheTables() throws IOException {
    Path ledger = Files.createDirectories(folder.resolve("all results/voc"));
    LedgerLock lock = new LedgerLock(ledger, Duration.ofMillis(60));
    Path lease = Files.writeString(ledger.resolve(".turn.lease"), "node-3, process 12");
    List<String> done = new ArrayList<>();
    try (Channel held = lock.beside()) {
      assertThat(held.isOpen()).isTrue();
      assertThatThrownBy(() -> lock.inTurn(() -> done.add("too early")))
          .isInstanceOf(HarnessException.class)
          .hasMessageContaining("written by node-3, process 12 (a lease")
          .hasMessageEndingWith(
              "`lossbench merge '"
                  + ledger
                  + "' --results '"
                  + folder.resolve("all results")
                  + "'` makes the tables anew");
      Files.delete(lease);
      lock.inTurn(() -> done.add("in turn"));
    }
    assertThat(done).containsExactly("in turn");
  }
}
