package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A table {@code image,labels,split}; labels are separated by semicolons. */
final class CsvReader {
  private final Path file;
  private final Settings format;
  private final Faults faults = new Faults();

  CsvReader(Path file, Settings format) {
    this.file = file;
    this.format = format;
  }

  private record Entry(long line, String image, List<String> labels, String split) {}

  Listing listing() {
    List<Entry> entries = entries();
    List<String> classes = classes(entries);
    Map<String, Integer> columns = new HashMap<>();
    classes.forEach(each -> columns.put(each, columns.size()));
    TableSplits splits = new TableSplits(file, "split", format, faults);
    ImageRoot images = new ImageRoot(file.toAbsolutePath().resolveSibling(format.text("images")));
    LabelledImages listing = new LabelledImages(classes, new MultiLabel());
    Collection<Path> named = new ArrayList<>();
    for (Entry entry : entries) {
      Optional<String> role = splits.role(entry.line(), entry.split());
      Optional<Path> image =
          images.file(entry.image(), fault -> faults.add(file, entry.line(), fault));
      byte[] labels = new byte[classes.size()];
      for (String label : entry.labels()) {
        Integer column = columns.get(label);
        if (column == null) {
          faults.add(
              file,
              entry.line(),
              "unknown label '" + label + "'; " + Suggestion.of(label, classes));
        } else {
          labels[column] = LabelMatrix.POSITIVE;
        }
      }
      if (role.isPresent() && image.isPresent()) {
        listing.add(role.get(), entry.image(), image.get(), labels);
        named.add(image.get());
      }
    }
    splits.requireAll();
    faults.throwIfAny("the table " + file + " cannot be used");
    UnnamedImages.tell(named, "images that no row of " + file.getFileName() + " names", listing);
    if (format.texts("classes").isEmpty()) {
      ClassNames.lookalikes(classes).forEach(listing::note);
    }
    return listing.build();
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    TableRows.read(
        file,
        List.of("image", "labels", "split"),
        faults,
        (line, row) ->
            entries.add(
                new Entry(line, row.get(0), ClassNames.split(row.get(1), ';'), row.get(2))));
    return entries;
  }

  /** Those that the descriptor names, or those that occur. */
  private List<String> classes(List<Entry> entries) {
    List<String> declared = format.texts("classes").stream().map(String::strip).toList();
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
    TreeSet<String> occurring = new TreeSet<>();
    entries.forEach(entry -> occurring.addAll(entry.labels()));
    if (declared.isEmpty()) {
      for (Entry entry : entries) {
        entry.labels().forEach(label -> requirePlain(entry.line(), label, occurring));
      }
    }
    faults.throwIfAny("the table " + file + " cannot be used");
    return declared.isEmpty() ? List.copyOf(occurring) : declared;
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
