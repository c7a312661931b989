package io.lossbench.core.run.cluster;

import io.lossbench.core.file.ShellWord;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * A shell script that submits a suite to Spark: an executor for each task that runs at a time, with
 * the processors, the memory and the card of one task, so that a lost executor costs one shard.
 */
public final class SparkScript {
  private static final String MAIN_CLASS = "io.lossbench.spark.SuiteOnSpark";

  /** The executor itself only waits for the process that trains. */
  private static final String HEAP = "1g";

  private SparkScript() {}

  /**
   * The script.
   *
   * @param jar of the module {@code spark}
   * @param arguments suite and options behind the jar, as a line of shell
   */
  public static String of(ClusterJob job, String jar, String arguments) {
    Settings cluster = job.cluster();
    List<String> lines = new ArrayList<>();
    lines.add("#!/bin/bash");
    lines.add(
        "# Submits the suite " + job.suite() + " to Spark: `bash FILE` where spark-submit is.");
    lines.addAll(cluster.texts("setup"));
    List<String> words = new ArrayList<>();
    words.add("exec spark-submit --class " + MAIN_CLASS);
    if (!cluster.text("master").isEmpty()) {
      words.add("--master " + ShellWord.of(cluster.text("master")));
    }
    int cpus = cluster.integer("cpus");
    words.add(conf("task.cpus", Integer.toString(cpus)));
    words.add(conf("executor.cores", Integer.toString(cpus)));
    // Standalone clusters go by the first one, YARN and Kubernetes by the second.
    words.add(conf("cores.max", Integer.toString(Math.multiplyExact(cpus, job.atATime()))));
    words.add(conf("executor.instances", Integer.toString(job.atATime())));
    words.add(conf("executor.memory", HEAP));
    words.add(conf("executor.memoryOverhead", cluster.text("memory")));
    if (cluster.text("device").equals("gpu")) {
      words.add(conf("task.resource.gpu.amount", "1"));
      words.add(conf("executor.resource.gpu.amount", "1"));
    }
    words.addAll(cluster.texts("options"));
    words.add(jar);
    words.add(arguments + " --shards " + job.shards());
    lines.add(String.join(" \\\n  ", words));
    return String.join("\n", lines) + "\n";
  }

  private static String conf(String key, String value) {
    return "--conf " + ShellWord.of("spark." + key + "=" + value);
  }
}
