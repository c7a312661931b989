package io.lossbench.cli.command;

import io.lossbench.core.plan.Plan;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The share of a plan that one of several machines trains, {@code index} from 1. */
record Shard(int index, int count, CommandLine command) {

  /**
   * What was given as {@code --shard}.
   *
   * @throws ParameterException if it is no I/N with I from 1 to N
   */
  static Shard of(String written, CommandLine command) {
    if (!written.matches("\\d{1,6}/\\d{1,6}")) {
      throw new ParameterException(command, "--shard is I/N such as 1/4, not '" + written + "'");
    }
    int index = Integer.parseInt(written.substring(0, written.indexOf('/')));
    int count = Integer.parseInt(written.substring(written.indexOf('/') + 1));
    if (index < 1 || index > count) {
      throw new ParameterException(command, "--shard " + written + ": I runs from 1 to N");
    }
    return new Shard(index, count, command);
  }

  /**
   * The trials of the share.
   *
   * @throws ParameterException if there are fewer blocks than shares
   */
  Plan of(Plan plan) {
    int blocks = plan.mostShards();
    if (count > blocks) {
      throw new ParameterException(
          command,
          "--shard "
              + index
              + "/"
              + count
              + ": "
              + (blocks == 1 ? "there is 1 share" : "there are " + blocks + " shares")
              + " at most, because all losses of a repetition are trained on one machine (dataset,"
              + " backbone and repetition make a share)");
    }
    return plan.shard(index, count);
  }
}
