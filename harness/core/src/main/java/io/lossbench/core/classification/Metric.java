package io.lossbench.core.classification;

/**
 * A number, in percent, that an evaluation has a column for. What there is of them, in which order,
 * says {@link Task#metrics}: the one list that judges, reports, suites and {@code describe} go by.
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

  static Metric shown(String name, String doc) {
    return new Metric(name, doc, Direction.HIGHER, true);
  }

  static Metric kept(String name, String doc) {
    return new Metric(name, doc, Direction.HIGHER, false);
  }
}
