package io.lossbench.core.dataset;

import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.Task;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ASL paper's own split of NUS-WIDE: {@code nus_wid_data.csv} with the columns {@code
 * filepath,label,split_name}, a label being a list as Python prints it. Classes in sorted order.
 */
final class NusWideCsvReader {
  private static final Pattern LIST = Pattern.compile("\\s*\\[(.*)]\\s*", Pattern.DOTALL);
  private static final Pattern ITEM =
      Pattern.compile("\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\")\\s*(?:,|$)");

  private NusWideCsvReader() {}

  private record Entry(long line, String image, List<String> labels, String split) {}

  static Listing read(String name, Settings format, List<Path> roots) {
    Path folder = DatasetLoader.folderWith(name, format, format.text("file"), roots);
    Path file = folder.resolve(format.text("file"));
    Faults faults = new Faults();
    List<Entry> entries = entries(file, faults);
    TreeSet<String> occurring = new TreeSet<>();
    entries.forEach(entry -> occurring.addAll(entry.labels()));
    List<String> classes = List.copyOf(occurring);
    Map<String, Integer> columns = new HashMap<>();
    classes.forEach(each -> columns.put(each, columns.size()));
    Map<String, String> roles =
        Map.of(format.text("train"), Listing.TRAIN, format.text("test"), Listing.TEST);
    Path images = folder.resolve(format.text("images")).normalize();
    boolean drop = format.text("unannotated-images").equals("drop");
    Listing.Builder listing = new Listing.Builder(classes, Task.MULTI_LABEL);
    byte[] labels = new byte[classes.size()];
    int dropped = 0;
    for (Entry entry : entries) {
      String role = roles.get(entry.split());
      Path image = images.resolve(entry.image()).normalize();
      Arrays.fill(labels, LabelMatrix.NEGATIVE);
      for (String label : entry.labels()) {
        labels[Objects.requireNonNull(columns.get(label))] = LabelMatrix.POSITIVE;
      }
      if (role == null) {
        faults.add(
            file,
            entry.line(),
            "unknown split '"
                + entry.split()
                + "'; "
                + Suggestion.of(entry.split(), roles.keySet()));
      } else if (!image.startsWith(images)) {
        faults.add(file, entry.line(), "'" + entry.image() + "' leaves the image folder " + images);
      } else if (entry.labels().isEmpty() && drop) {
        dropped++;
      } else {
        listing.add(role, entry.image(), image, labels);
      }
    }
    if (dropped > 0) {
      listing.note("without " + dropped + " images that have no label (as the ASL paper)");
    }
    faults.throwIfAny("the table " + file + " cannot be used");
    return listing.build();
  }

  private static List<Entry> entries(Path file, Faults faults) {
    List<Entry> entries = new ArrayList<>();
    TableRows.read(
        file,
        List.of("filepath", "label", "split_name"),
        faults,
        (line, row) -> {
          Optional<List<String>> labels = labels(row.get("label"));
          if (labels.isEmpty()) {
            faults.add(
                file, line, "'" + row.get("label") + "' is not a list such as ['clouds', 'sky']");
          } else {
            entries.add(new Entry(line, row.get("filepath"), labels.get(), row.get("split_name")));
          }
        });
    return entries;
  }

  /** The items of a list of quoted texts; empty if it is none. */
  static Optional<List<String>> labels(String text) {
    Matcher list = LIST.matcher(text);
    if (!list.matches()) {
      return Optional.empty();
    }
    List<String> labels = new ArrayList<>();
    String rest = list.group(1);
    if (rest.isBlank()) {
      return Optional.of(labels);
    }
    Matcher item = ITEM.matcher(rest);
    int at = 0;
    while (at < rest.length() && item.find(at) && item.start() == at) {
      String quoted = item.group(1) == null ? item.group(2) : item.group(1);
      labels.add(quoted.replaceAll("\\\\(.)", "$1"));
      at = item.end();
    }
    return at == rest.length() ? Optional.of(labels) : Optional.empty();
  }
}
