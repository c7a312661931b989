package io.lossbench.core.run.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A shell script that submits a suite to Slurm: an array with a shard in each task, and a job that
 * collects and reports when all tasks have ended. A suite that is tuned has an array for each phase
 * of its plan, one after the other; a phase that is done by then takes the later array seconds.
 *
 * <p>A task whose node dies or that is preempted is queued again by Slurm, and goes on from its
 * checkpoints: its command is the same.
 */
public final class SlurmScript {
  private static final String END = "END_OF_JOB";

  private SlurmScript() {}

  /**
   * The script.
   *
   * @param run the command that trains a shard, up to its shard, as a line of shell
   * @param collect the command that makes tables and report, as a line of shell
   */
  public static String of(ClusterJob job, String run, String collect) {
    List<String> lines = new ArrayList<>();
    lines.add("#!/bin/bash");
    lines.add(
        "# Submits the suite "
            + job.suite()
            + " to Slurm: `bash FILE` on a login node, or `lossbench submit --submit`.");
    lines.add("set -eu");
    for (int phase = 1; phase <= job.phases(); phase++) {
      String after = phase == 1 ? "" : " --dependency=afterany:\"${array%%;*}\"";
      lines.add("array=$(sbatch --parsable" + after + " <<'" + END + "'");
      array(job, run, lines);
      lines.add(END);
      lines.add(")");
    }
    lines.add("sbatch --dependency=afterany:\"${array%%;*}\" <<'" + END + "'");
    collection(job, collect, lines);
    lines.add(END);
    return String.join("\n", lines) + "\n";
  }

  private static void array(ClusterJob job, String run, List<String> lines) {
    lines.add("#!/bin/bash");
    option(lines, "job-name", "lossbench-" + job.suite());
    lines.add(String.format(Locale.ROOT, "#SBATCH --array=1-%d%%%d", job.shards(), job.atATime()));
    queue(job, lines);
    option(lines, "constraint", job.cluster().text("constraint"));
    option(lines, "gres", job.cluster().text("gres"));
    option(lines, "cpus-per-task", Integer.toString(job.cluster().integer("cpus")));
    option(lines, "mem", job.cluster().text("memory"));
    option(lines, "time", job.cluster().text("time"));
    lines.add("#SBATCH --requeue");
    lines.add("#SBATCH --open-mode=append");
    option(lines, "output", "lossbench-" + job.suite() + "-%A_%a.out");
    lines.addAll(job.cluster().texts("setup"));
    lines.add(
        "echo \"$(date) task $SLURM_ARRAY_TASK_ID on $SLURMD_NODENAME, restart"
            + " ${SLURM_RESTART_COUNT:-0}\"");
    // In place of the shell, which would keep Slurm's SIGTERM to itself.
    lines.add("exec " + run + " --shard \"$SLURM_ARRAY_TASK_ID/" + job.shards() + "\"");
  }

  private static void collection(ClusterJob job, String collect, List<String> lines) {
    lines.add("#!/bin/bash");
    option(lines, "job-name", "lossbench-" + job.suite() + "-report");
    queue(job, lines);
    option(lines, "cpus-per-task", "1");
    option(lines, "mem", "4G");
    option(lines, "output", "lossbench-" + job.suite() + "-report-%j.out");
    lines.addAll(job.cluster().texts("setup"));
    lines.add(collect);
  }

  private static void queue(ClusterJob job, List<String> lines) {
    option(lines, "account", job.cluster().text("account"));
    option(lines, "partition", job.cluster().text("partition"));
    job.cluster().texts("options").forEach(option -> lines.add("#SBATCH " + option));
  }

  private static void option(List<String> lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add("#SBATCH --" + name + "=" + value);
    }
  }
}
