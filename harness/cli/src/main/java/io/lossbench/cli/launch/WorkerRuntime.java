package io.lossbench.cli.launch;

import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.run.local.CrashReport;
import io.lossbench.core.suite.Precision;
import io.lossbench.torch.kernel.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the process of a worker is started with. */
public final class WorkerRuntime {
  /**
   * The C library's allocator keeps what a step frees for the next one. As it comes it hands large
   * blocks back to the system, which gives them again page by page, in every step. Pages of 2 MiB
   * instead of 4 KiB, where the system has them for those who ask, spare the processor the looking
   * up of addresses.
   */
  private static final Map<String, String> ALLOCATOR =
      Map.of(
          "GLIBC_TUNABLES",
          "glibc.malloc.hugetlb=1",
          "MALLOC_ARENA_MAX",
          "1",
          "MALLOC_MMAP_THRESHOLD_",
          Long.toString(1L << 40),
          "MALLOC_TRIM_THRESHOLD_",
          Long.toString(1L << 40));

  /** What says how OpenMP's threads wait for each other. */
  private static final Set<String> WAITING = Set.of("GOMP_SPINCOUNT", "OMP_WAIT_POLICY");

  /**
   * Looks at a barrier before a thread sleeps; the default is 300,000. Where others have the
   * processors too, a thread that spins takes them from the one that it waits for: beside two busy
   * processes a trial with two threads took 0.56 of its time with the default, and as long on a
   * quiet machine (docs/PERFORMANCE.md).
   */
  private static final int SPINS = 30_000;

  private WorkerRuntime() {}

  /** Keeps the JVM's own words off standard output. */
  static final List<String> OUTPUT =
      List.of("-XX:+DisplayVMOutputToStderr", "-Xlog:all=off:stdout", "-Xlog:all=warning:stderr");

  /** The young generation that suffices: what a step leaves behind. */
  private static final long YOUNG_BYTES = 256L << 20;

  /** The options of a JVM that trains, or is to be as fast as one. */
  public static List<String> options() {
    return options(Runtime.getRuntime().maxMemory());
  }

  /**
   * The same.
   *
   * @param heapBytes of such a JVM at most: it inherits what sets our own
   */
  static List<String> options(long heapBytes) {
    List<String> options = new ArrayList<>(Vectors.jvmOptions());
    options.addAll(List.of("-Djava.awt.headless=true", "-XX:+UseParallelGC"));
    // Else the garbage of batches and checkpoints fills a quarter of the machine's memory before it
    // is collected, and a record shows that as a trial's peak. By itself the young generation is a
    // third of the heap at most, and the JVM warns of a size that the heap does not hold.
    if (heapBytes / 3 > YOUNG_BYTES) {
      options.add("-XX:MaxNewSize=" + (YOUNG_BYTES >> 20) + "m");
    }
    return options;
  }

  /** The share of the memory that the heaps of all workers may take together, in percent. */
  private static final double HEAPS_PERCENT = 75;

  /** What the JVM gives a heap by itself, in percent of the memory. */
  private static final double HEAP_PERCENT = 25;

  /**
   * The options of a worker's JVM, whose standard output is its own: what the JVM has to say goes
   * to standard error, and its report of a crash into the work folder. Beside other workers it
   * takes its share of the processors, for what is not the engine's, and of the memory; a heap that
   * the user has set stays so.
   *
   * @param jobs workers that run at a time
   */
  static List<String> workerOptions(WorkFolder work, int jobs) {
    double heapPercent = Math.min(HEAP_PERCENT, HEAPS_PERCENT / jobs);
    long heapBytes = Runtime.getRuntime().maxMemory();
    List<String> options =
        new ArrayList<>(options((long) (heapBytes * heapPercent / HEAP_PERCENT)));
    if (jobs > 1) {
      options.add("-XX:ActiveProcessorCount=" + Resources.evenShare(jobs));
      options.add("-XX:MaxRAMPercentage=" + heapPercent);
    }
    options.addAll(OUTPUT);
    options.add(CrashReport.jvmOption(work));
    return options;
  }

  /**
   * Sets the variables that the engine's libraries read when they are loaded.
   *
   * @param precision of the trial
   * @param variables those the worker inherits; an allocator or a way to wait that the user has set
   *     up stays so
   */
  static void prepare(Precision precision, int threads, Map<String, String> variables) {
    if (ALLOCATOR.keySet().stream().noneMatch(variables::containsKey)) {
      variables.putAll(ALLOCATOR);
    }
    if (WAITING.stream().noneMatch(variables::containsKey)) {
      variables.put("GOMP_SPINCOUNT", Integer.toString(SPINS));
    }
    variables.put("OMP_NUM_THREADS", Integer.toString(threads));
    variables.put("MKL_NUM_THREADS", Integer.toString(threads));
    // Deterministic algorithms need a workspace of a fixed kind, set before cuBLAS is loaded.
    variables.put("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
    // What a container or a shell has set here would change results and leave no trace.
    if (precision == Precision.TF32) {
      variables.remove("NVIDIA_TF32_OVERRIDE");
      variables.put("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "1");
    } else {
      variables.put("NVIDIA_TF32_OVERRIDE", "0");
      variables.put("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "0");
    }
  }
}
