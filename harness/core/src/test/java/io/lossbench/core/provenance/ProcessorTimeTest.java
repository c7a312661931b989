package io.lossbench.core.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTimeTest {
  @TempDir Path proc;

  private void write(String processors, String process) throws IOException {
    Files.writeString(proc.resolve("stat"), processors);
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(proc.resolve("self/stat"), process);
  }

  @Test
  void whatLinuxCountsIsRead() throws IOException {
    write(
        """
        cpu  471862 1415 55160 69042 1493 7 890 985 3 0
        cpu0 234867 428 25468 38599 547 0 33 474 0 0
        cpu1 236994 987 29691 30442 945 0 857 511 0 0
        intr 1 2 3
        """,
        "42 (a (java) S) R 1 42 42 0 -1 4194304 9 0 0 0 1200 34 0 0 20 0 30 0 1 2 3 18446744073709551615\n");
    long used = 471862 + 1415 + 55160 + 7 + 890 + 985;
    assertThat(ProcessorTime.now(proc))
        .contains(new ProcessorTime(2, used + 69042 + 1493, used, 1234));
  }

  @Test
  void aSystemThatDoesNotTellIsNotKnown() throws IOException {
    assertThat(ProcessorTime.now(proc)).isEmpty();
    write("cpu  1 2\n", "42 (java) R 1");
    assertThat(ProcessorTime.now(proc)).isEmpty();
    write("no such thing\n", "");
    assertThat(ProcessorTime.now(proc)).isEmpty();
  }

  private static double taken(long used, long own, int threads) {
    ProcessorTime before = new ProcessorTime(4, 10_000, 5_000, 500);
    ProcessorTime after = new ProcessorTime(4, 10_000 + 4 * 1_000, 5_000 + used, 500 + own);
    return after.takenByOthers(before, threads).orElseThrow();
  }

  @Test
  void othersMayHaveTheProcessorsThatAreLeftOver() {
    assertThat(taken(1_000, 1_000, 1)).isZero();
    assertThat(taken(4_000, 1_000, 1)).isZero();
    assertThat(taken(4_000, 2_000, 2)).isZero();
    assertThat(taken(4_000, 500, 1)).isEqualTo(0.5, within(1e-9));
    assertThat(taken(4_000, 1_000, 2)).isEqualTo(0.5, within(1e-9));
    assertThat(taken(3_000, 2_000, 4)).isEqualTo(0.25, within(1e-9));
    // More threads than processors want no more than there are.
    assertThat(taken(4_000, 3_000, 64)).isEqualTo(0.25, within(1e-9));
  }

  @Test
  void aMomentIsTooShortToTell() {
    ProcessorTime before = new ProcessorTime(2, 1_000, 500, 50);
    ProcessorTime after = new ProcessorTime(2, 1_198, 600, 60);
    assertThat(after.takenByOthers(before, 1)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void workIsOwnWork() {
    ProcessorTime before = ProcessorTime.now().orElseThrow();
    ProcessorTime after = before;
    double sum = 0;
    // Both are counted in ticks, and each count is rounded down by itself.
    while (after.own() < before.own() + 10) {
      for (int i = 0; i < 100_000; i++) {
        sum += Math.sqrt(sum + 1);
      }
      after = ProcessorTime.now().orElseThrow();
    }
    assertThat(sum).isPositive();
    assertThat(after.used() - before.used()).isGreaterThanOrEqualTo(5);
    assertThat(after.processors()).isPositive();
  }
}
