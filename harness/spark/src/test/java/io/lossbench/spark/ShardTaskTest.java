package io.lossbench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of a shard, by the exit code of lossbench. */
class ShardTaskTest {
  @Test
  void onlyWhatMayEndOtherwiseIsTriedAgain() {
    // Trained, with failed trials, wrong suite; environment, bug, stopped, killed for memory.
    List<Integer> codes = List.of(0, 1, 2, 3, 70, 130, 137);
    assertThat(
            codes.stream()
                .filter(code -> new ShardTask.Outcome(1, "host", code, "").isWorthAnotherTry()))
        .containsExactly(3, 70, 130, 137);
    assertThat(IntStream.of(0, 1, 2, 3, 137).map(SuiteOnSpark::gravity))
        .containsExactly(0, 1, 2, 3, 3);
  }
}
