package io.lossbench.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.suite.Precision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerRuntimeTest {
  @TempDir Path folder;

  private static Map<String, String> prepared(Precision precision, Map<String, String> inherited) {
    Map<String, String> variables = new HashMap<>(inherited);
    WorkerRuntime.prepare(precision, 3, variables);
    return variables;
  }

  @Test
  void theYoungGenerationIsBoundedWhereTheHeapHoldsMore() {
    assertThat(WorkerRuntime.options(4L << 30)).contains("-XX:MaxNewSize=256m");
    assertThat(WorkerRuntime.options(700L << 20))
        .noneMatch(option -> option.contains("MaxNewSize"));
  }

  @Test
  void workersBesideOthersTakeTheirShareOfProcessorsAndMemory() {
    WorkFolder work = new WorkFolder(folder);
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(WorkerRuntime.workerOptions(work, 1))
        .noneMatch(option -> option.contains("ActiveProcessorCount") || option.contains("MaxRAM"));
    assertThat(WorkerRuntime.workerOptions(work, 2))
        .contains("-XX:ActiveProcessorCount=" + Math.max(1, processors / 2))
        .contains("-XX:MaxRAMPercentage=25.0");
    assertThat(WorkerRuntime.workerOptions(work, 1024))
        .contains("-XX:ActiveProcessorCount=" + Math.max(1, processors / 1024))
        .contains("-XX:MaxRAMPercentage=" + 75.0 / 1024);
  }

  @Test
  void devicesAreGivenInTurn() {
    List<String> cards = List.of("gpu:0", "gpu:1");
    assertThat(Resources.of(1, cards, 1).devices()).containsExactly("gpu:0");
    assertThat(Resources.of(5, cards, 1).devices())
        .containsExactly("gpu:0", "gpu:1", "gpu:0", "gpu:1", "gpu:0");
  }

  /** A worker's standard output is its own, whatever the user's variables ask of the JVM. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xmx64m",
        "-Xmx200m",
        "-XX:MaxRAM=1g",
        "-Xlog:gc",
        "-Xlog:startuptime",
        "-XX:+UseLargePages",
        "-XX:+PrintFlagsFinal -Xmx250m",
        "-Xlog:gc*:stdout -Xms300m",
      })
  void theJvmSaysNothingOnStandardOutput(String variable) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The heap that the variable gives is our own in a run, since a worker inherits it.
    command.addAll(WorkerRuntime.options(variable.contains("Xm") ? 64L << 20 : 256L << 20));
    command.addAll(WorkerRuntime.OUTPUT);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Silent.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_TOOL_OPTIONS", variable);
    Process process = builder.redirectError(folder.resolve("log").toFile()).start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("all there is" + System.lineSeparator());
    assertThat(process.waitFor()).isZero();
  }

  /** Collects garbage and prints one line. */
  static final class Silent {
    private Silent() {}

    public static void main(String[] arguments) {
      System.gc();
      System.out.println("all there is");
    }
  }

  @Test
  void theEngineComputesInTheGivenThreads() {
    assertThat(prepared(Precision.FLOAT32, Map.of("OMP_NUM_THREADS", "8")))
        .containsEntry("OMP_NUM_THREADS", "3")
        .containsEntry("MKL_NUM_THREADS", "3");
  }

  @Test
  void whatAStepFreesStaysWithTheProcess() {
    assertThat(prepared(Precision.FLOAT32, Map.of())).containsKey("MALLOC_TRIM_THRESHOLD_");
  }

  @Test
  void anAllocatorThatTheUserHasSetUpStaysSo() {
    assertThat(prepared(Precision.FLOAT32, Map.of("MALLOC_ARENA_MAX", "4")))
        .containsEntry("MALLOC_ARENA_MAX", "4")
        .doesNotContainKey("MALLOC_TRIM_THRESHOLD_");
  }

  @Test
  void threadsThatWaitGiveTheirProcessorUpSoonUnlessTheUserSaysHowTheyWait() {
    assertThat(prepared(Precision.FLOAT32, Map.of())).containsEntry("GOMP_SPINCOUNT", "30000");
    assertThat(prepared(Precision.FLOAT32, Map.of("GOMP_SPINCOUNT", "7")))
        .containsEntry("GOMP_SPINCOUNT", "7");
    assertThat(prepared(Precision.FLOAT32, Map.of("OMP_WAIT_POLICY", "active")))
        .doesNotContainKey("GOMP_SPINCOUNT");
  }

  @Test
  void float32IsFloat32WhateverTheContainerSays() {
    assertThat(prepared(Precision.FLOAT32, Map.of("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "1")))
        .containsEntry("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "0")
        .containsEntry("NVIDIA_TF32_OVERRIDE", "0");
  }

  @Test
  void tf32IsForConvolutionsAndMatrixProductsAlike() {
    assertThat(prepared(Precision.TF32, Map.of("NVIDIA_TF32_OVERRIDE", "0")))
        .containsEntry("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "1")
        .doesNotContainKey("NVIDIA_TF32_OVERRIDE");
  }
}
