package io.lossbench.spark;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.resource.ResourceInformation;

/**
 * A shard of a suite as a task: {@code lossbench run --shard} on the card and the processors that
 * Spark has allotted to the task. A task that is begun again, after a lost executor too, goes on
 * from the checkpoints of the shard.
 */
final class ShardTask implements Function<Integer, ShardTask.Outcome> {
  private static final long serialVersionUID = 1;

  /** How often a shard is tried whose machine is at fault, lost executors among them. */
  static final int TRIES = 4;

  private static final long LOOK_MILLIS = 500;
  private static final String GPU = "gpu";

  private final ArrayList<String> command;
  private final int shards;
  private final boolean complete;

  /**
   * @param command up to its shard
   * @param complete whether the driver has all data and weights of the suite
   */
  ShardTask(List<String> command, int shards, boolean complete) {
    this.command = new ArrayList<>(command);
    this.shards = shards;
    this.complete = complete;
  }

  /**
   * How a shard ended.
   *
   * @param said its last lines
   */
  record Outcome(int shard, String where, int exitCode, String said) implements Serializable {
    /**
     * Whether another try, elsewhere or later, may end otherwise.
     *
     * @param complete whether the driver has all data and weights of the suite
     */
    boolean isWorthAnotherTry(boolean complete) {
      return switch (exitCode) {
        // Trained; with failed trials, which are rows; a wrong suite or command line.
        case 0, 1, 2 -> false;
        // The environment: what the driver does not have either is likely to be nowhere.
        case 3 -> complete;
        default -> true;
      };
    }
  }

  /** The exception that has Spark try a task again. */
  private static final class TryAgain extends Exception {
    private static final long serialVersionUID = 1;

    TryAgain(Outcome outcome, int shards) {
      super(
          "shard "
              + outcome.shard()
              + "/"
              + shards
              + " ended with exit code "
              + outcome.exitCode()
              + " on "
              + outcome.where()
              + ":\n"
              + outcome.said());
    }
  }

  @Override
  public Outcome call(Integer shard) throws IOException, InterruptedException, TryAgain {
    TaskContext task = TaskContext.get();
    Map<String, ResourceInformation> resources = task.resourcesJMap();
    Map<String, String> variables = new HashMap<>();
    if (resources.containsKey(GPU)) {
      variables.put("CUDA_VISIBLE_DEVICES", String.join(",", resources.get(GPU).addresses()));
    }
    List<String> words = new ArrayList<>(command);
    if (!words.contains("--threads")) {
      words.addAll(List.of("--threads", Integer.toString(task.cpus())));
    }
    words.addAll(List.of("--shard", shard + "/" + shards));
    String where = host();
    System.err.printf(
        "shard %d/%d, attempt %d, on %s %s%n",
        shard, shards, task.attemptNumber() + 1, where, variables);
    try (ChildProcess child = new ChildProcess(words, variables)) {
      while (!child.waitFor(LOOK_MILLIS)) {
        if (task.isInterrupted()) {
          throw new TaskKilledException("the task was killed");
        }
      }
      Outcome outcome = new Outcome(shard, where, child.exitCode(), child.lastLines());
      // The last try is told as an outcome, since a task that fails takes all others with it.
      if (outcome.isWorthAnotherTry(complete) && task.attemptNumber() + 1 < TRIES) {
        throw new TryAgain(outcome, shards);
      }
      return outcome;
    }
  }

  /** For messages alone: a node whose own name nobody resolves trains as well as others. */
  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }
}
