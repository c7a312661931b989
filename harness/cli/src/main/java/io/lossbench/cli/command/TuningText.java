package io.lossbench.cli.command;

import io.lossbench.core.plan.Plan;
import io.lossbench.core.run.PhasedRun;
import java.util.ArrayList;
import java.util.List;

/** What commands say of a plan that grows with the results of tuning. */
final class TuningText {
  private TuningText() {}

  /** Behind a number of trials: how many more there will be; empty if there will be none. */
  static String following(Plan plan) {
    return plan.following() == 0 ? "" : following(plan.following());
  }

  /** The same of a number. */
  static String following(int trials) {
    return "; at most " + trials + " more follow from what tuning finds";
  }

  /** To a shard's user, when others are to finish first. */
  static String waiting(long trials) {
    return "waiting for "
        + trials
        + (trials == 1 ? " tuning trial" : " tuning trials")
        + " of other shards, on which the next ones depend";
  }

  /** What became of tuning; empty where it has nothing to tell. */
  static List<String> after(PhasedRun.Summary summary) {
    List<String> lines = new ArrayList<>();
    if (summary.lost() > 0) {
      boolean one = summary.lost() == 1;
      lines.add(
          summary.lost()
              + (one ? " tuning trial failed and has lost" : " tuning trials failed and have lost")
              + "; `status` tells why. "
              + (one ? "It is" : "They are")
              + " not trained again unless the folder is moved away.");
    }
    if (summary.plan().following() > 0) {
      lines.add(
          "at most "
              + summary.plan().following()
              + " more trials follow when "
              + summary.open()
              + (summary.open() == 1 ? " tuning trial is" : " tuning trials are")
              + " trained, which nobody is at work on; run what is left of the suite, then this"
              + " command again");
    }
    return lines;
  }
}
