package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerRuntimeTest {

  @Test
  void theEngineComputesInTheGivenThreads() {
    assertThat(WorkerRuntime.environment(3, Map.of()))
        .containsEntry("OMP_NUM_THREADS", "3")
        .containsEntry("MKL_NUM_THREADS", "3");
  }

  @Test
  void whatAStepFreesStaysWithTheProcess() {
    assertThat(WorkerRuntime.environment(1, Map.of())).containsKey("MALLOC_TRIM_THRESHOLD_");
  }

  @Test
  void anAllocatorThatTheUserHasSetUpStaysSo() {
    Map<String, String> user = Map.of("MALLOC_ARENA_MAX", "4");
    assertThat(WorkerRuntime.environment(1, user).keySet())
        .noneMatch(name -> name.startsWith("MALLOC_"));
  }
}
