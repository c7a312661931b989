package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.core.dataset.DenseVectors;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Samples;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Vectors of a {@linkplain FeatureMatrix matrix}, with a table {@code image,labels,split} of as
 * many lines in the same order; labels are separated by semicolons, or in a file of their own.
 */
final class FeaturesReader {
  private final Path table;
  private final Path matrix;
  private final Optional<Path> labelFile;
  private final Settings format;
  private final Faults faults = new Faults();
  private final List<String> notes = new ArrayList<>();

  FeaturesReader(Path folder, Settings format) {
    this.table = folder.resolve(format.text("table"));
    this.matrix = folder.resolve(format.text("matrix"));
    this.labelFile = format.optionalText("labels").map(folder::resolve);
    this.format = format;
  }

  private record Entry(long line, String name, List<String> labels, String split) {}

  Samples samples() {
    List<Entry> entries = entries();
    FeatureMatrix features = FeatureMatrix.read(matrix, format.optionalText("tensor"));
    features.note().ifPresent(notes::add);
    requireRows(matrix, features.rows().length, entries.size());
    List<String> classes;
    LabelMatrix labels;
    if (labelFile.isPresent()) {
      labels = NpyFile.readLabels(labelFile.get());
      requireRows(labelFile.get(), labels.rows(), entries.size());
      classes = columnNames(labels.classes());
    } else {
      TableLabels labelled = new TableLabels(table, faults);
      entries.forEach(entry -> labelled.occurs(entry.line(), entry.labels()));
      classes = labelled.classes(format.texts("classes"));
      labels = matrix(entries, labelled, classes.size());
      if (format.texts("classes").isEmpty()) {
        notes.addAll(ClassNames.lookalikes(classes));
      }
    }
    Map<String, List<Integer>> rows = rowsBySplit(entries);
    Task task = format.text("task").equals(SingleLabel.NAME) ? new SingleLabel() : new MultiLabel();
    if (task instanceof SingleLabel) {
      requireOneClass(entries, labels);
    }
    faults.throwIfAny("the table " + table + " cannot be used");
    DenseVectors vectors = new DenseVectors(features.width(), features.rows());
    Map<String, Split> splits = new LinkedHashMap<>();
    rows.forEach(
        (split, chosen) -> {
          int[] indices = chosen.stream().mapToInt(Integer::intValue).toArray();
          splits.put(
              split,
              new Split(
                  chosen.stream().map(row -> entries.get(row).name()).toList(),
                  labels.select(indices),
                  vectors.select(indices)));
        });
    return new Samples(classes, task, splits, notes);
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    List<String> columns =
        labelFile.isPresent() ? List.of("image", "split") : List.of("image", "labels", "split");
    TableRows.read(
        table,
        columns,
        faults,
        (line, row) ->
            entries.add(
                new Entry(
                    line,
                    row.get(0),
                    labelFile.isPresent() ? List.of() : ClassNames.split(row.get(1), ';'),
                    row.get(row.size() - 1))));
    Map<String, Long> first = new HashMap<>();
    for (Entry entry : entries) {
      Long other = first.putIfAbsent(entry.name(), entry.line());
      if (entry.name().isEmpty()) {
        faults.add(table, entry.line(), "a row without a name (column image)");
      } else if (other != null) {
        faults.add(
            table,
            entry.line(),
            "the image '" + entry.name() + "' was there before, on line " + other);
      }
    }
    faults.throwIfAny("the table " + table + " cannot be used");
    return entries;
  }

  /** A table that is a row short would give every further row the labels of its neighbour. */
  private void requireRows(Path file, int rows, int lines) {
    if (rows != lines) {
      throw new HarnessException(
          file
              + " has "
              + rows
              + " rows, and "
              + table
              + " has "
              + lines
              + " lines below its header; both are about the same images, in the same order");
    }
  }

  private List<String> columnNames(int columns) {
    List<String> declared = format.texts("classes").stream().map(String::strip).toList();
    if (declared.isEmpty()) {
      return IntStream.range(0, columns).mapToObj(Integer::toString).toList();
    }
    if (declared.size() != columns || declared.stream().distinct().count() != columns) {
      throw new HarnessException(
          labelFile.orElseThrow()
              + " has "
              + columns
              + " columns, and format.classes of the descriptor names "
              + declared.stream().distinct().count()
              + " classes");
    }
    return declared;
  }

  private static LabelMatrix matrix(List<Entry> entries, TableLabels labelled, int classes) {
    byte[] values = new byte[Math.multiplyExact(entries.size(), classes)];
    for (int row = 0; row < entries.size(); row++) {
      Entry entry = entries.get(row);
      System.arraycopy(
          labelled.row(entry.line(), entry.labels()), 0, values, row * classes, classes);
    }
    return LabelMatrix.of(entries.size(), classes, values);
  }

  private Map<String, List<Integer>> rowsBySplit(List<Entry> entries) {
    TableSplits splits = new TableSplits(table, "split", format, faults);
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    for (String split : List.of(Listing.TRAIN, Listing.VALIDATION, Listing.TEST)) {
      rows.put(split, new ArrayList<>());
    }
    for (int row = 0; row < entries.size(); row++) {
      int number = row;
      Entry entry = entries.get(row);
      splits
          .role(entry.line(), entry.split())
          .ifPresent(role -> rows.computeIfAbsent(role, r -> new ArrayList<>()).add(number));
    }
    splits.requireAll();
    rows.values().removeIf(List::isEmpty);
    return rows;
  }

  private void requireOneClass(List<Entry> entries, LabelMatrix labels) {
    byte[] values = new byte[labels.classes()];
    for (int row = 0; row < entries.size(); row++) {
      labels.copyRow(row, values);
      int positives = 0;
      int unknown = 0;
      for (byte value : values) {
        positives += value == LabelMatrix.POSITIVE ? 1 : 0;
        unknown += value == LabelMatrix.UNKNOWN ? 1 : 0;
      }
      if (positives != 1 || unknown > 0) {
        faults.add(
            table,
            entries.get(row).line(),
            positives
                + " classes"
                + (unknown > 0 ? " and " + unknown + " unknown ones" : "")
                + ", where format.task is single-label: one in each row");
      }
    }
  }
}
