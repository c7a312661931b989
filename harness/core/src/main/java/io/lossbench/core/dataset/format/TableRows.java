package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.file.TextFile;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of a table of comma-separated values, each with its line. Spaces around a field do not
 * count unless it is quoted; lines without a value in any field are passed over, as a spreadsheet
 * leaves them at the end.
 */
final class TableRows {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).setIgnoreSurroundingSpaces(true).get();
  private static final Map<Character, String> OTHER_SEPARATORS =
      Map.of(';', "semicolons", '\t', "tabs", '|', "vertical bars");

  private TableRows() {}

  /** Hears of each row; {@code fields} are in the order of the columns that were asked for. */
  interface Visitor {
    void row(long line, List<String> fields);
  }

  /**
   * Reads the columns of that name, wherever they stand; other columns may be there, such as the
   * index that pandas writes. Rows of another length than the header become faults.
   *
   * @throws HarnessException if a column is missing, or the file cannot be read
   */
  static void read(Path file, List<String> columns, Faults faults, Visitor visitor) {
    int[] at = new int[columns.size()];
    int[] width = {-1};
    List<String> wanted = new ArrayList<>(columns);
    rows(
        file,
        faults,
        (line, fields) -> {
          if (width[0] < 0) {
            width[0] = fields.size();
            locate(file, line, columns, fields, at);
          } else if (fields.size() != width[0]) {
            faults.add(
                file,
                line,
                "has "
                    + fields.size()
                    + " fields, the header has "
                    + width[0]
                    + (fields.size() > width[0] ? " (a field with a comma has to be quoted)" : ""));
          } else {
            for (int i = 0; i < at.length; i++) {
              wanted.set(i, fields.get(at[i]));
            }
            visitor.row(line, wanted);
          }
        });
    if (width[0] < 0) {
      throw new HarnessException(
          file + ": the table is empty; its first line has to be " + String.join(",", columns));
    }
  }

  /**
   * Reads a table without a header; rows may differ in length.
   *
   * @throws HarnessException if the file cannot be read
   */
  static void rows(Path file, Faults faults, Visitor visitor) {
    try (Reader in = TextFile.open(file, "table");
        CSVParser parser = FORMAT.parse(in)) {
      Iterator<CSVRecord> records = parser.iterator();
      for (long line = 1; ; line = parser.getCurrentLineNumber() + 1) {
        try {
          if (!records.hasNext()) {
            return;
          }
        } catch (UncheckedIOException e) {
          faults.add(file, line, "has a quote that is not closed, or text behind a closing quote");
          return;
        }
        List<String> fields = records.next().toList();
        if (!fields.stream().allMatch(String::isEmpty)) {
          visitor.row(line, fields);
        }
      }
    } catch (IOException e) {
      throw new HarnessException("cannot read the table " + file, e);
    }
  }

  private static void locate(
      Path file, long line, List<String> columns, List<String> header, int[] at) {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < at.length; i++) {
      at[i] = header.indexOf(columns.get(i));
      if (at[i] < 0) {
        missing.add(columns.get(i));
      } else if (Collections.frequency(header, columns.get(i)) > 1) {
        throw new HarnessException(
            file + ":" + line + ": the column '" + columns.get(i) + "' is there twice");
      }
    }
    if (!missing.isEmpty()) {
      throw new HarnessException(
          file
              + ":"
              + line
              + ": expected the columns "
              + String.join(",", columns)
              + ", found "
              + String.join(",", header)
              + advice(columns, missing, header));
    }
  }

  private static String advice(List<String> columns, List<String> missing, List<String> header) {
    for (Map.Entry<Character, String> separator : OTHER_SEPARATORS.entrySet()) {
      if (header.size() == 1 && header.get(0).indexOf(separator.getKey()) >= 0) {
        return "; the table is separated by "
            + separator.getValue()
            + ", save it with commas (pandas: read_csv(FILE, sep='"
            + (separator.getKey() == '\t' ? "\\t" : separator.getKey())
            + "').to_csv(FILE, index=False))";
      }
    }
    List<String> renamed = new ArrayList<>();
    for (String column : missing) {
      for (String found : header) {
        if (found.toLowerCase(Locale.ROOT).equals(column.toLowerCase(Locale.ROOT))) {
          renamed.add("'" + found + "' to '" + column + "'");
        }
      }
    }
    if (!renamed.isEmpty()) {
      return "; rename " + String.join(", ", renamed);
    }
    return missing.size() == columns.size()
        ? "; the first line has to name the columns"
        : "; there is no '" + String.join("', no '", missing) + "'";
  }
}
