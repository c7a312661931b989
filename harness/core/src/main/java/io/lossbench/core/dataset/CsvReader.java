package io.lossbench.core.dataset;

import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.Task;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A table {@code image,labels,split}; labels are separated by semicolons. */
final class CsvReader {
  private CsvReader() {}

  private record Entry(long line, String image, List<String> labels, String split) {}

  static Listing read(String name, Settings format, List<Path> roots) {
    for (Path root : roots) {
      Path file = root.resolve(format.text("file"));
      if (Files.isRegularFile(file)) {
        return read(file, format);
      }
    }
    throw DatasetLoader.notFound(name, format, format.text("file"), roots);
  }

  private static Listing read(Path file, Settings format) {
    Faults faults = new Faults();
    List<Entry> entries = entries(file, faults);
    List<String> classes = format.texts("classes");
    if (classes.isEmpty()) {
      TreeSet<String> occurring = new TreeSet<>();
      entries.forEach(entry -> occurring.addAll(entry.labels()));
      classes = List.copyOf(occurring);
    }
    Map<String, String> roles = new LinkedHashMap<>();
    roles.put(format.text("train"), Listing.TRAIN);
    format.optionalText("validation").ifPresent(split -> roles.put(split, Listing.VALIDATION));
    roles.put(format.text("test"), Listing.TEST);

    Path folder = file.toAbsolutePath().resolveSibling(format.text("images")).normalize();
    Listing.Builder listing = new Listing.Builder(classes, Task.MULTI_LABEL);
    for (Entry entry : entries) {
      String role = roles.get(entry.split());
      Path image = folder.resolve(entry.image()).normalize();
      byte[] labels = new byte[classes.size()];
      for (String label : entry.labels()) {
        int column = classes.indexOf(label);
        if (column < 0) {
          faults.add(
              file,
              entry.line(),
              "unknown label '" + label + "'; " + Suggestion.of(label, classes));
        } else {
          labels[column] = LabelMatrix.POSITIVE;
        }
      }
      if (role == null) {
        faults.add(
            file,
            entry.line(),
            "unknown split '"
                + entry.split()
                + "'; "
                + Suggestion.of(entry.split(), roles.keySet()));
      } else if (!image.startsWith(folder)) {
        faults.add(file, entry.line(), "'" + entry.image() + "' leaves the image folder " + folder);
      } else {
        listing.add(role, entry.image(), image, labels);
      }
    }
    faults.throwIfAny("the table " + file + " cannot be used");
    return listing.build();
  }

  private static List<Entry> entries(Path file, Faults faults) {
    List<Entry> entries = new ArrayList<>();
    TableRows.read(
        file,
        List.of("image", "labels", "split"),
        faults,
        (line, row) -> {
          List<String> labels = new ArrayList<>();
          for (String label : row.get("labels").split(";", -1)) {
            if (!label.isBlank()) {
              labels.add(label.strip());
            }
          }
          entries.add(new Entry(line, row.get("image"), labels, row.get("split")));
        });
    return entries;
  }
}
