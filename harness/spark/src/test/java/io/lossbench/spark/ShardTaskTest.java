package io.lossbench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a shard, by the exit code of lossbench. */
class ShardTaskTest {
  /** Trained, failed trials, wrong suite; environment, bug, stopped, killed for memory. */
  private static final List<Integer> CODES = List.of(0, 1, 2, 3, 70, 130, 137);

  private static List<Integer> triedAgain(boolean complete) {
    return CODES.stream()
        .filter(code -> new ShardTask.Outcome(1, "host", code, "").isWorthAnotherTry(complete))
        .toList();
  }

  @Test
  void onlyWhatMayEndOtherwiseIsTriedAgain() {
    assertThat(triedAgain(true)).containsExactly(3, 70, 130, 137);
  }

  @Test
  void whatTheDriverMissesTooIsNotLookedForAgain() {
    assertThat(triedAgain(false)).containsExactly(70, 130, 137);
  }
}
