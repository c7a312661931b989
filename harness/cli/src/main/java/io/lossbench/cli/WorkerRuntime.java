package io.lossbench.cli;

import io.lossbench.torch.kernel.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the process of a worker is started with. */
final class WorkerRuntime {
  /**
   * The C library's allocator keeps what a step frees for the next one. As it comes it hands large
   * blocks back to the system, which gives them again page by page, in every step.
   */
  private static final Map<String, String> ALLOCATOR =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_THRESHOLD_", Long.toString(1L << 40),
          "MALLOC_TRIM_THRESHOLD_", Long.toString(1L << 40));

  private WorkerRuntime() {}

  /** The options of a JVM that trains, or is to be as fast as one. */
  static List<String> options() {
    List<String> options = new ArrayList<>(Vectors.jvmOptions());
    options.addAll(List.of("-Djava.awt.headless=true", "-XX:+UseParallelGC"));
    return options;
  }

  /**
   * Variables that the engine's libraries read when they are loaded; those of the allocator only
   * where the user has set none.
   *
   * @param user the environment that the worker inherits
   */
  static Map<String, String> environment(int threads, Map<String, String> user) {
    Map<String, String> variables = new HashMap<>();
    if (ALLOCATOR.keySet().stream().noneMatch(user::containsKey)) {
      variables.putAll(ALLOCATOR);
    }
    variables.put("OMP_NUM_THREADS", Integer.toString(threads));
    variables.put("MKL_NUM_THREADS", Integer.toString(threads));
    return variables;
  }
}
