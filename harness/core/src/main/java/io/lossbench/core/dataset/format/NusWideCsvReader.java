package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.suite.Settings;
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
      Pattern.compile(
          "\\s*u?(?:'((?:[^'\\\\]|\\\\[\\\\'\"])*)'|\"((?:[^\"\\\\]|\\\\[\\\\'\"])*)\")\\s*(?:,|$)");

  private NusWideCsvReader() {}

  private record Entry(long line, String image, List<String> labels, String split) {}

  static Listing read(Path folder, Settings format) {
    Path file = folder.resolve(format.text("file"));
    Faults faults = new Faults();
    List<Entry> entries = entries(file, faults);
    TreeSet<String> occurring = new TreeSet<>();
    entries.forEach(entry -> occurring.addAll(entry.labels()));
    List<String> classes = List.copyOf(occurring);
    Map<String, Integer> columns = new HashMap<>();
    classes.forEach(each -> columns.put(each, columns.size()));
    TableSplits splits = new TableSplits(file, "split_name", format, faults);
    ImageRoot images = new ImageRoot(folder.resolve(format.text("images")));
    boolean drop = format.text("unannotated-images").equals("drop");
    LabelledImages listing = new LabelledImages(classes, new MultiLabel());
    byte[] labels = new byte[classes.size()];
    int dropped = 0;
    for (Entry entry : entries) {
      Optional<String> role = splits.role(entry.line(), entry.split());
      Optional<Path> image =
          images.file(entry.image(), fault -> faults.add(file, entry.line(), fault));
      Arrays.fill(labels, LabelMatrix.NEGATIVE);
      for (String label : entry.labels()) {
        labels[Objects.requireNonNull(columns.get(label))] = LabelMatrix.POSITIVE;
      }
      if (role.isPresent() && image.isPresent()) {
        if (entry.labels().isEmpty() && drop) {
          dropped++;
        } else {
          listing.add(role.get(), entry.image(), image.get(), labels);
        }
      }
    }
    splits.requireAll();
    if (dropped > 0) {
      listing.note("without " + dropped + " images that have no label (as the ASL paper)");
    }
    ClassNames.lookalikes(classes).forEach(listing::note);
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
          Optional<List<String>> labels = labels(row.get(1));
          if (labels.isEmpty()) {
            faults.add(file, line, "'" + row.get(1) + "' is not a list such as ['clouds', 'sky']");
          } else {
            labels.get().stream()
                .flatMap(label -> ClassNames.invisible(label).stream())
                .forEach(fault -> faults.add(file, line, fault));
            entries.add(new Entry(line, row.get(0), labels.get(), row.get(2)));
          }
        });
    return entries;
  }

  /** The items of a list of quoted texts; empty if it is none, or has a blank one. */
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
      labels.add(quoted.replaceAll("\\\\(.)", "$1").strip());
      at = item.end();
    }
    return at == rest.length() && !labels.contains("") ? Optional.of(labels) : Optional.empty();
  }
}
