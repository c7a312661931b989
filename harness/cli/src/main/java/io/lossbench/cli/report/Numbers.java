package io.lossbench.cli.report;

import io.lossbench.core.stats.Summary.Interval;
import java.util.Locale;

/** Numbers as a report shows them. */
public final class Numbers {
  private Numbers() {}

  /** With two digits behind the point; a dash for NaN. */
  static String two(double value) {
    return fixed(value, 2);
  }

  static String fixed(double value, int digits) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** With its sign and two digits, and 0 without a minus; a dash for NaN. */
  static String signed(double value) {
    return Double.isNaN(value)
        ? "–"
        : String.format(Locale.ROOT, "%+.2f", Math.abs(value) < 0.005 ? 0 : value);
  }

  /** As short as it can be written: 4, 0.05. */
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  static String interval(double low, double high) {
    return Double.isNaN(low) ? "–" : two(low) + " to " + two(high);
  }

  /** Both ends with their signs; a dash without ends. */
  static String signedInterval(Interval interval) {
    return Double.isNaN(interval.low())
        ? "–"
        : signed(interval.low()) + " to " + signed(interval.high());
  }

  /** With about three significant digits. */
  public static String rounded(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return fixed(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
  }
}
