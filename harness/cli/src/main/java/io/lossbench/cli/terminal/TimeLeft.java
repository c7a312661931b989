package io.lossbench.cli.terminal;

import java.util.List;

/**
 * Estimate of how long a run will go on, from how long its trials took so far. All times are
 * seconds, and NaN while unknown.
 */
final class TimeLeft {
  private final int jobs;
  private int ended;
  private double endedSeconds;

  /**
   * @param jobs trials that run at a time
   */
  TimeLeft(int jobs) {
    this.jobs = jobs;
  }

  void ended(double seconds) {
    ended++;
    endedSeconds += seconds;
  }

  /**
   * The time until all trials have ended: what is left of those that run and of those that wait,
   * spread over the jobs, but not less than the longest of those that run.
   *
   * @param running what is left of each trial that runs
   * @param waiting trials that have not begun
   */
  double of(List<Double> running, int waiting) {
    double mean = ended == 0 ? Double.NaN : endedSeconds / ended;
    double longest = 0;
    double sum = 0;
    for (double left : running) {
      double known = Double.isNaN(left) ? mean : left;
      longest = Math.max(longest, known);
      sum += known;
    }
    return waiting == 0 ? longest : Math.max(longest, (sum + waiting * mean) / jobs);
  }
}
