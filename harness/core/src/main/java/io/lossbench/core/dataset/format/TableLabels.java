package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.suite.Suggestion;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The labels of a table: classes from their names, and rows of a matrix. All rows are told first,
 * then the classes are asked for, then rows. Not thread-safe.
 */
final class TableLabels {
  private final Path file;
  private final Faults faults;
  private final Map<String, Long> firstLines = new LinkedHashMap<>();
  private final Map<String, Integer> columns = new HashMap<>();
  private List<String> classes = List.of();

  TableLabels(Path file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  /** Takes in the labels of a line. */
  void occurs(long line, List<String> labels) {
    labels.forEach(label -> firstLines.putIfAbsent(label, line));
  }

  /**
   * Those that the descriptor names, or those that occur.
   *
   * @throws io.lossbench.core.HarnessException if there are faults by now
   */
  List<String> classes(List<String> named) {
    List<String> declared = named.stream().map(String::strip).toList();
    Set<String> seen = new HashSet<>();
    for (String each : declared) {
      if (each.isEmpty() || !seen.add(each)) {
        faults.add(
            file,
            0,
            "format.classes of the descriptor has "
                + (each.isEmpty() ? "a class without a name" : "'" + each + "' twice"));
      }
    }
    Set<String> occurring = new TreeSet<>(firstLines.keySet());
    if (declared.isEmpty()) {
      firstLines.forEach((label, line) -> requirePlain(line, label, occurring));
    }
    faults.throwIfAny("the table " + file + " cannot be used");
    classes = declared.isEmpty() ? List.copyOf(occurring) : declared;
    classes.forEach(each -> columns.put(each, columns.size()));
    return classes;
  }

  /** The labels of a line, a value per class. */
  byte[] row(long line, List<String> labels) {
    byte[] row = new byte[classes.size()];
    for (String label : labels) {
      Integer column = columns.get(label);
      if (column == null) {
        faults.add(file, line, "unknown label '" + label + "'" + Suggestion.behind(label, classes));
      } else {
        row[column] = LabelMatrix.POSITIVE;
      }
    }
    return row;
  }

  /** A label that consists of others was separated by something else than semicolons. */
  private void requirePlain(long line, String label, Set<String> occurring) {
    Optional<String> fault = ClassNames.fault(label);
    if (fault.isPresent()) {
      faults.add(file, line, fault.get());
      return;
    }
    for (char separator : new char[] {',', '|', '/', ' '}) {
      List<String> parts = ClassNames.split(label, separator);
      if (parts.size() > 1 && occurring.containsAll(parts)) {
        faults.add(
            file,
            line,
            "'"
                + label
                + "' is one label and consists of others; labels are separated by semicolons: "
                + String.join(";", parts)
                + " (or name the classes in the descriptor, if it is one)");
        return;
      }
    }
  }
}
