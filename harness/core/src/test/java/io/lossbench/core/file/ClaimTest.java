package io.lossbench.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {
  @TempDir Path folder;

  @Test
  void whoHoldsALockIsTold() throws IOException {
    Path file = folder.resolve("work/claim");
    assertThat(Claim.holder(file)).isEmpty();
    Claim claim = Claim.take(file, false).orElseThrow();
    assertThat(Claim.holder(file).orElseThrow())
        .contains("process " + ProcessHandle.current().pid())
        .contains("since 2")
        .doesNotContain("remove");
    claim.close();
    assertThat(Claim.holder(file)).isEmpty();
    assertThat(Claim.take(file, false)).isPresent();
  }

  @Test
  void aLeaseIsHeldByOneUntilItIsGivenUp() throws IOException {
    Path file = folder.resolve("claim");
    Claim claim = Claim.take(file, true).orElseThrow();
    assertThat(Claim.take(file, true)).isEmpty();
    assertThat(Claim.take(file, false)).as("a lease counts where there are locks too").isEmpty();
    assertThat(Claim.holder(file).orElseThrow())
        .contains("process " + ProcessHandle.current().pid())
        .endsWith("if that process is gone, remove " + folder.resolve("claim.lease") + ")");
    claim.close();
    assertThat(Claim.holder(file)).isEmpty();
    assertThat(Claim.take(file, true)).isPresent();
  }

  @Test
  void patienceEnds() throws Exception {
    Path file = folder.resolve("claim");
    Files.writeString(folder.resolve("claim.lease"), "node-3, process 12");
    assertThat(Claim.take(file, Duration.ofMillis(120))).isEmpty();
    assertThat(Claim.holder(file).orElseThrow()).startsWith("node-3, process 12 (a lease");
    Files.delete(folder.resolve("claim.lease"));
    assertThat(Claim.take(file, Duration.ofMillis(120))).isPresent();
  }

  @Test
  void aFolderThatItsHolderClearsAwayIsMadeAgain() throws IOException {
    for (boolean leasesOnly : new boolean[] {false, true}) {
      Path work = Files.createDirectories(folder.resolve("work"));
      FailingFiles disk = new FailingFiles();
      disk.fault().deleteBeforeOpening(work);
      Claim claim = Claim.take(disk.path(work.resolve("claim")), leasesOnly).orElseThrow();
      assertThat(Claim.holder(work.resolve("claim"))).isPresent();
      claim.close();
    }
  }

  @Test
  void aLeaseThatCannotBeSignedIsHeldByNobody() {
    FailingFiles disk = new FailingFiles();
    disk.fault().fullAfter(0);
    Path file = folder.resolve("claim");
    assertThatThrownBy(() -> Claim.take(disk.path(file), true))
        .hasMessage("No space left on device");
    assertThat(Claim.holder(file)).isEmpty();
  }
}
