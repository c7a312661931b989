package io.lossbench.core.run.cluster;

import io.lossbench.core.suite.Settings;

/**
 * A suite as tasks of a cluster, a shard each.
 *
 * @param suite its name
 * @param shards tasks; not more than the suite has blocks
 * @param atATime tasks that run at a time
 * @param phases of the suite's plan, of which each follows from the one before; 1 unless it is
 *     tuned
 * @param cluster the settings of {@code cluster.yaml}, which are part of no trial
 */
public record ClusterJob(String suite, int shards, int atATime, int phases, Settings cluster) {
  public ClusterJob {
    if (shards < 1 || atATime < 1 || phases < 1) {
      throw new IllegalArgumentException(
          shards + " shards, " + atATime + " at a time, in " + phases + " phases");
    }
  }
}
