package io.lossbench.cli.report;

import io.lossbench.core.file.SpreadsheetCell;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The data of a figure as CSV (RFC 4180, but for line ends, which a page has as line feeds and its
 * script saves as the standard has them): doubles in their shortest form that reads back to the
 * same bits, no text that a spreadsheet would run. Not thread-safe.
 */
final class DataTable {
  private final StringBuilder text = new StringBuilder();
  private final CSVPrinter printer;

  DataTable(String... columns) {
    try {
      printer = new CSVPrinter(text, CSVFormat.RFC4180.builder().setRecordSeparator("\n").get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    row((Object[]) columns);
  }

  /** Adds a row of texts and numbers; a number that is none is left empty. */
  DataTable row(Object... values) {
    Object[] cells = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      cells[i] =
          values[i] instanceof String content
              ? SpreadsheetCell.of(content)
              : values[i] instanceof Double number && number.isNaN() ? "" : values[i];
    }
    try {
      printer.printRecord(cells);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  String csv() {
    return text.toString();
  }
}
