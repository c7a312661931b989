package io.lossbench.core.task;

/**
 * A number that a trial has a column for: of an evaluation, or tracked by epoch. What there is of
 * them, in which order, says its {@link Task}: the one list that judges, reports, suites and {@code
 * describe} go by.
 *
 * @param doc what it is, in words
 * @param range of its values; in percent unless another one is given
 * @param better which of two values is the better one
 * @param inReport whether a report shows it
 */
public record Metric(String name, String doc, Range range, Direction better, boolean inReport) {

  /** The values that a metric can have; NaN, where it is undefined, beside them. */
  public record Range(double low, double high) {
    public static final Range PERCENT = new Range(0, 100);

    public Range {
      if (!(low < high)) {
        throw new IllegalArgumentException("a range goes up, not from " + low + " to " + high);
      }
    }

    /** Whether a metric can have this value. */
    public boolean allows(double value) {
      return Double.isNaN(value) || (value >= low && value <= high);
    }
  }

  /** Which way is better. */
  public enum Direction {
    HIGHER,
    LOWER;

    /** How much better a value is than another; below 0 if it is worse. */
    public double gain(double value, double other) {
      return this == HIGHER ? value - other : other - value;
    }
  }

  /** A metric in percent of which more is better, and which a report shows. */
  public static Metric shown(String name, String doc) {
    return new Metric(name, doc, Range.PERCENT, Direction.HIGHER, true);
  }

  /** A metric in percent of which more is better, and which only the tables have. */
  public static Metric kept(String name, String doc) {
    return new Metric(name, doc, Range.PERCENT, Direction.HIGHER, false);
  }

  /** The same metric with values from {@code low} to {@code high}, both possible. */
  public Metric within(double low, double high) {
    return new Metric(name, doc, new Range(low, high), better, inReport);
  }

  /** The same metric, of which less is better. */
  public Metric lowerIsBetter() {
    return new Metric(name, doc, range, Direction.LOWER, inReport);
  }
}
