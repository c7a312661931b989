package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.LeftOut;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One pass over a table of verified labels, of up to 57 million lines. Not thread-safe. */
final class OpenImagesTable {
  private static final List<String> COLUMNS = List.of("ImageID", "LabelName", "Confidence");

  private final Path table;
  private final Map<String, Integer> columns;
  private final Faults faults;
  private final LeftOut leftOut = new LeftOut();
  private final RowNumbers images = new RowNumbers();
  private int[] rowOf = new int[1 << 16];
  private char[] columnOf = new char[1 << 16];
  private byte[] valueOf = new byte[1 << 16];
  private int count;
  private boolean empty = true;
  private String unknown = "";

  OpenImagesTable(Path table, Map<String, Integer> columns, Faults faults) {
    this.table = table;
    this.columns = columns;
    this.faults = faults;
  }

  OpenImagesIndex index() {
    TableRows.read(table, COLUMNS, faults, this::row);
    if (empty) {
      faults.add(table, 0, "has no labels");
    } else if (count == 0 && !unknown.isEmpty()) {
      faults.add(
          table,
          0,
          "none of its labels is of a class that the class list names, such as " + unknown);
    }
    return compressed();
  }

  private void row(long line, List<String> fields) {
    empty = false;
    String id = fields.get(0);
    String label = fields.get(1);
    byte value;
    switch (fields.get(2)) {
      case "1", "1.0" -> value = LabelMatrix.POSITIVE;
      case "0", "0.0" -> value = LabelMatrix.NEGATIVE;
      default -> {
        faults.add(table, line, "confidence '" + fields.get(2) + "' is neither 0 nor 1");
        return;
      }
    }
    if (!isImageId(id)) {
      faults.add(table, line, "'" + id + "' is not an image id: 16 digits of 0-9 and a-f");
      return;
    }
    Integer column = columns.get(label);
    if (column == null) {
      String example = "'" + label + "' on line " + line;
      unknown = unknown.isEmpty() ? example : unknown;
      leftOut.add(
          "labels of " + table.getFileName() + " whose class the class list does not name",
          example);
      return;
    }
    if (count == rowOf.length) {
      int larger = (int) Math.min(Integer.MAX_VALUE - 8, 2L * count);
      rowOf = Arrays.copyOf(rowOf, larger);
      columnOf = Arrays.copyOf(columnOf, larger);
      valueOf = Arrays.copyOf(valueOf, larger);
    }
    rowOf[count] = images.of(Long.parseUnsignedLong(id, 16));
    columnOf[count] = (char) (int) column;
    valueOf[count++] = value;
  }

  private static boolean isImageId(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return id.length() == 16;
  }

  /** Sorted by image and class; of two labels of a pair the present one counts. */
  private OpenImagesIndex compressed() {
    int rows = images.size();
    int[] next = new int[rows + 1];
    for (int i = 0; i < count; i++) {
      next[rowOf[i] + 1]++;
    }
    for (int row = 0; row < rows; row++) {
      next[row + 1] += next[row];
    }
    int[] starts = next.clone();
    int[] entries = new int[count];
    for (int i = 0; i < count; i++) {
      entries[next[rowOf[i]]++] = columnOf[i] << 1 | valueOf[i];
    }
    long[] ids = images.keys();
    int[] offsets = new int[rows + 1];
    char[] sorted = new char[count];
    byte[] values = new byte[count];
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      Arrays.sort(entries, starts[row], starts[row + 1]);
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        boolean again = i + 1 < starts[row + 1] && entries[i] >> 1 == entries[i + 1] >> 1;
        if (!again) {
          sorted[kept] = (char) (entries[i] >> 1);
          values[kept++] = (byte) (entries[i] & 1);
        } else if (entries[i] != entries[i + 1]) {
          leftOut.add(
              "labels 0 of " + table.getFileName() + " beside a label 1 of the same pair",
              OpenImagesIndex.hex(ids[row]) + " " + label(entries[i] >> 1));
        }
      }
      offsets[row + 1] = kept;
    }
    return new OpenImagesIndex(
        ids, offsets, Arrays.copyOf(sorted, kept), Arrays.copyOf(values, kept), leftOut.notes());
  }

  private String label(int column) {
    return new ArrayList<>(columns.keySet()).get(column);
  }
}
