package io.lossbench.core.task;

/**
 * A number that a trial has a column for: of an evaluation, in percent, or tracked by epoch. What
 * there is of them, in which order, says its {@link Task}: the one list that judges, reports,
 * suites and {@code describe} go by.
 *
 * @param better which of two values is the better one
 * @param inReport whether a report shows it
 */
public record Metric(String name, String doc, Direction better, boolean inReport) {

  /** Which way is better. */
  public enum Direction {
    HIGHER,
    LOWER;

    /** How much better a value is than another; below 0 if it is worse. */
    public double gain(double value, double other) {
      return this == HIGHER ? value - other : other - value;
    }
  }

  /** A metric of which more is better, and which a report shows. */
  public static Metric shown(String name, String doc) {
    return new Metric(name, doc, Direction.HIGHER, true);
  }

  /** A metric of which more is better, and which only the tables have. */
  public static Metric kept(String name, String doc) {
    return new Metric(name, doc, Direction.HIGHER, false);
  }
}
