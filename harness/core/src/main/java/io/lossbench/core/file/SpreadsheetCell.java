package io.lossbench.core.file;

/** Text in a table that people open in a spreadsheet. */
public final class SpreadsheetCell {
  private SpreadsheetCell() {}

  /** The text; one that a spreadsheet would run as a formula gets a quote in front. */
  public static String of(String text) {
    if (text.isEmpty()) {
      return text;
    }
    return ("=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" : "") + PrintableText.of(text);
  }
}
