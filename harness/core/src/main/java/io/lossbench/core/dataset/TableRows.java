package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of a table with a header, each with its line. */
final class TableRows {
  private TableRows() {}

  /** Hears of each whole row. */
  interface Visitor {
    void row(long line, CSVRecord row);
  }

  /**
   * Reads a table; rows of another length than the header become faults.
   *
   * @throws HarnessException if a column is missing or the file cannot be read
   */
  static void read(Path file, List<String> columns, Faults faults, Visitor visitor) {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get();
    try (Reader in = Files.newBufferedReader(file);
        CSVParser parser = format.parse(in)) {
      if (!parser.getHeaderNames().containsAll(columns)) {
        throw new HarnessException(
            file
                + ":1: expected the columns "
                + String.join(",", columns)
                + ", found "
                + String.join(",", parser.getHeaderNames()));
      }
      for (CSVRecord row : parser) {
        long line = parser.getCurrentLineNumber();
        if (row.isConsistent()) {
          visitor.row(line, row);
        } else {
          faults.add(
              file,
              line,
              "has " + row.size() + " fields, the header has " + parser.getHeaderNames().size());
        }
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new HarnessException("cannot read the table " + file, e);
    }
  }
}
