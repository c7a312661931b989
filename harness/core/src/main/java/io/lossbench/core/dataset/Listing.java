package io.lossbench.core.dataset;

import io.lossbench.core.metric.LabelMatrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an annotation reader found: classes, and the rows of each split, before any image was looked
 * at.
 */
final class Listing {
  static final String TRAIN = "train";
  static final String VALIDATION = "validation";
  static final String TEST = "test";

  private final List<String> classes;
  private final Map<String, List<Row>> splits = new LinkedHashMap<>();

  Listing(List<String> classes) {
    this.classes = List.copyOf(classes);
  }

  /** One image; {@code labels} has one value a class. */
  record Row(String id, Path file, byte[] labels) {}

  void add(String split, Row row) {
    splits.computeIfAbsent(split, s -> new ArrayList<>()).add(row);
  }

  List<String> classes() {
    return classes;
  }

  Map<String, List<Row>> splits() {
    return splits;
  }

  static Split split(List<Row> rows, int classes) {
    byte[] labels = new byte[rows.size() * classes];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i).labels(), 0, labels, i * classes, classes);
    }
    return new Split(
        rows.stream().map(Row::id).toList(),
        new LabelMatrix(rows.size(), classes, labels),
        new Pixels.Files(rows.stream().map(Row::file).toList()));
  }
}
