package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerRuntimeTest {
  private static Map<String, String> prepared(String precision, Map<String, String> inherited) {
    Map<String, String> variables = new HashMap<>(inherited);
    WorkerRuntime.prepare(precision, 3, variables);
    return variables;
  }

  @Test
  void theEngineComputesInTheGivenThreads() {
    assertThat(prepared("float32", Map.of("OMP_NUM_THREADS", "8")))
        .containsEntry("OMP_NUM_THREADS", "3")
        .containsEntry("MKL_NUM_THREADS", "3");
  }

  @Test
  void whatAStepFreesStaysWithTheProcess() {
    assertThat(prepared("float32", Map.of())).containsKey("MALLOC_TRIM_THRESHOLD_");
  }

  @Test
  void anAllocatorThatTheUserHasSetUpStaysSo() {
    assertThat(prepared("float32", Map.of("MALLOC_ARENA_MAX", "4")))
        .containsEntry("MALLOC_ARENA_MAX", "4")
        .doesNotContainKey("MALLOC_TRIM_THRESHOLD_");
  }

  @Test
  void float32IsFloat32WhateverTheContainerSays() {
    assertThat(prepared("float32", Map.of("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "1")))
        .containsEntry("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "0")
        .containsEntry("NVIDIA_TF32_OVERRIDE", "0");
  }

  @Test
  void tf32IsForConvolutionsAndMatrixProductsAlike() {
    assertThat(prepared("tf32", Map.of("NVIDIA_TF32_OVERRIDE", "0")))
        .containsEntry("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "1")
        .doesNotContainKey("NVIDIA_TF32_OVERRIDE");
  }
}
