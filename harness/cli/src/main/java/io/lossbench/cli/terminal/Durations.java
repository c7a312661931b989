package io.lossbench.cli.terminal;

/** Durations as people read them. */
public final class Durations {
  private Durations() {}

  /** {@code 42 s}, {@code 3 min 05 s}, {@code 2 h 07 min}; a question mark while unknown. */
  public static String text(double seconds) {
    if (Double.isNaN(seconds)) {
      return "?";
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? whole / 60 + " min " + twoDigits(whole % 60) + " s"
        : whole / 3600 + " h " + twoDigits(whole % 3600 / 60) + " min";
  }

  private static String twoDigits(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }
}
