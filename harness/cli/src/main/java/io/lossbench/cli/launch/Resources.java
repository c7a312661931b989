package io.lossbench.cli.launch;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The share of the machine that each trial of a run gets.
 *
 * @param devices one entry for each trial that runs at a time; trials with equal entries share a
 *     device
 * @param threads of the engine, for each trial
 */
public record Resources(List<String> devices, int threads) {
  public Resources {
    devices = List.copyOf(devices);
  }

  /**
   * The devices of some jobs: more jobs than devices share them in turn, fewer leave the last ones
   * idle.
   */
  public static Resources of(int jobs, List<String> devices, int threads) {
    return new Resources(
        IntStream.range(0, jobs).mapToObj(job -> devices.get(job % devices.size())).toList(),
        threads);
  }

  /** Threads for each of some jobs, if they share all processors that there are for them evenly. */
  public static int evenShare(int jobs) {
    return evenShare(jobs, System.getenv(), Runtime.getRuntime().availableProcessors());
  }

  /** Java sees what Slurm has allotted to a task only where the cluster confines it. */
  static int evenShare(int jobs, Map<String, String> variables, int processors) {
    String allotted = variables.getOrDefault("SLURM_CPUS_PER_TASK", "");
    int all = allotted.matches("[1-9]\\d{0,3}") ? Integer.parseInt(allotted) : processors;
    return Math.max(1, all / jobs);
  }

  /** Trials that run at a time. */
  public int jobs() {
    return devices.size();
  }

  /** {@code cpu} or {@code gpu}. */
  String kind() {
    return devices.get(0).startsWith("gpu") ? "gpu" : "cpu";
  }
}
