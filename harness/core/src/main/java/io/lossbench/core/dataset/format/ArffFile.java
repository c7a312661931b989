package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file in Weka's ARFF: the relation, attributes with their types, and rows of values, dense or
 * sparse ({@code {index value, ...}}, where what is left out is 0 or the first nominal value).
 */
final class ArffFile {
  private final Path file;
  private String relation = "";
  private final List<Attribute> attributes = new ArrayList<>();
  private final Map<String, Integer> byName = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();

  private ArffFile(Path file) {
    this.file = file;
  }

  /**
   * A column.
   *
   * @param values of a nominal attribute in their order; empty for a number
   */
  record Attribute(String name, List<String> values, long line) {
    boolean isNominal() {
      return !values.isEmpty();
    }
  }

  /**
   * A row: values that are not left out, by the number of their attribute. A nominal value is its
   * place among the attribute's values; NaN is a missing one.
   */
  record Row(long line, int[] places, double[] values) {}

  /**
   * Reads a file.
   *
   * @throws HarnessException if it cannot be read, or with the faults so far where its header has
   *     some
   */
  static ArffFile read(Path file, Faults faults) {
    ArffFile arff = new ArffFile(file);
    try (BufferedReader in = TextFile.open(file, "ARFF file")) {
      boolean data = false;
      long number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        ArffLine text = new ArffLine(line, ++number);
        if (text.isBlank()) {
          continue;
        }
        try {
          if (data) {
            arff.row(text);
          } else {
            data = arff.header(text);
            if (data) {
              faults.throwIfAny("the ARFF file " + file + " cannot be used");
            }
          }
        } catch (ArffLine.Fault e) {
          faults.add(file, number, e.column(), String.valueOf(e.getMessage()));
        }
      }
      if (!data) {
        faults.add(file, number, "ends without @data");
      }
    } catch (IOException e) {
      throw new HarnessException("cannot read the ARFF file " + file, e);
    }
    faults.throwIfAny("the ARFF file " + file + " cannot be used");
    return arff;
  }

  /** Takes a line of the header; whether it is the last one. */
  private boolean header(ArffLine line) {
    String keyword = line.word().toLowerCase(Locale.ROOT);
    switch (keyword) {
      case "@relation" -> relation = line.name();
      case "@attribute" -> attribute(line);
      case "@data" -> {
        if (attributes.isEmpty()) {
          throw line.fault("@data without an attribute before it");
        }
        return true;
      }
      default ->
          throw line.faultAtStart(
              "'" + keyword + "', expected @relation, @attribute or @data before the rows");
    }
    return false;
  }

  private void attribute(ArffLine line) {
    String name = line.name();
    List<String> values = List.of();
    if (line.next() == '{') {
      values = line.nominalValues();
    } else {
      String type = line.word().toLowerCase(Locale.ROOT);
      if (!List.of("numeric", "real", "integer").contains(type)) {
        throw line.fault(
            "the attribute '"
                + name
                + "' is "
                + (type.isEmpty() ? "of no type" : type)
                + "; numbers and nominal values are read: make numbers of it (Weka:"
                + " StringToWordVector), or remove it");
      }
    }
    line.requireEndOfAttribute(name);
    if (byName.putIfAbsent(name, attributes.size()) != null) {
      throw line.fault("the attribute '" + name + "' is there twice");
    }
    attributes.add(new Attribute(name, values, line.number()));
  }

  private void row(ArffLine line) {
    List<Integer> places = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    if (line.next() == '{') {
      line.open('{');
      while (line.next() != '}') {
        int place = line.index(attributes.size(), places.isEmpty() ? -1 : last(places));
        places.add(place);
        values.add(line.value(attributes.get(place)));
        line.separatorOr('}');
      }
      line.close('}');
    } else {
      for (int place = 0; place < attributes.size(); place++) {
        places.add(place);
        values.add(line.value(attributes.get(place)));
        if (place < attributes.size() - 1) {
          line.separator(place + 1, attributes.size());
        }
      }
    }
    line.requireEnd(attributes.size());
    rows.add(
        new Row(
            line.number(),
            places.stream().mapToInt(Integer::intValue).toArray(),
            values.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  private static int last(List<Integer> places) {
    return places.get(places.size() - 1);
  }

  Path file() {
    return file;
  }

  String relation() {
    return relation;
  }

  List<Attribute> attributes() {
    return attributes;
  }

  List<Row> rows() {
    return rows;
  }

  /** The number of the attribute of that name. */
  Optional<Integer> numberOf(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
