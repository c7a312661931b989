package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.classification.SparseLabels;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.file.TextFile;
import io.lossbench.core.suite.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * OpenImages V6: human-verified image labels. A pair of image and class without a verified label is
 * unknown, and left out of loss and metrics unless the descriptor says otherwise.
 */
final class OpenImagesReader {
  private OpenImagesReader() {}

  static Listing read(Path folder, Settings format, Optional<Path> cache) {
    Path classFile = folder.resolve(format.text("classes"));
    Faults faults = new Faults();
    Map<String, Integer> columns = columns(classFile, faults);
    List<String> names =
        names(
            folder.resolve(format.text("class-descriptions")),
            List.copyOf(columns.keySet()),
            faults);
    Map<String, Listing.Part> parts = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (String split : List.of(Listing.TRAIN, Listing.TEST)) {
      Path labels = folder.resolve(format.text(split + "-labels"));
      OpenImagesIndex index = OpenImagesIndex.open(labels, classFile, columns, cache, faults);
      byte unverified =
          LabelRule.of(
              format.text(
                  split.equals(Listing.TRAIN)
                      ? "unverified-in-training"
                      : "unverified-in-evaluation"));
      Path images = folder.resolve(format.text(split + "-images"));
      parts.put(
          split,
          new Listing.Part(
              lazy(index.size(), index::id),
              lazy(index.size(), row -> images.resolve(index.id(row) + ".jpg")),
              new SparseLabels(
                  columns.size(), unverified, index.offsets(), index.columns(), index.values())));
      notes.addAll(index.notes());
    }
    faults.throwIfAny("the OpenImages tables in " + folder + " cannot be used");
    return new Listing(names, new MultiLabel(), parts, notes);
  }

  private static <T> List<T> lazy(int size, IntFunction<T> member) {
    return new Lazy<>(size, member);
  }

  /** Nine million names and paths are made when they are asked for. */
  private static final class Lazy<T> extends AbstractList<T> implements RandomAccess {
    private final int size;
    private final IntFunction<T> member;

    Lazy(int size, IntFunction<T> member) {
      this.size = size;
      this.member = member;
    }

    @Override
    public T get(int index) {
      return member.apply(index);
    }

    @Override
    public int size() {
      return size;
    }
  }

  /** The machine id of each class, such as {@code /m/01g317}, with its column. */
  private static Map<String, Integer> columns(Path file, Faults faults) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    int number = 0;
    for (String line : TextFile.lines(file, "OpenImages classes")) {
      number++;
      String id = line.strip();
      if (id.indexOf(',') >= 0 || id.equals("LabelName")) {
        faults.add(file, number, "'" + id + "' is not a class; one machine id a line is expected");
      } else if (!id.isEmpty() && columns.putIfAbsent(id, columns.size()) != null) {
        faults.add(file, number, "class '" + id + "' was there before");
      }
    }
    faults.throwIfAny("the OpenImages classes cannot be used");
    if (columns.isEmpty() || columns.size() > Character.MAX_VALUE + 1) {
      faults.add(
          file, 0, "names " + columns.size() + " classes; 1 to 65536 are expected, one a line");
    }
    faults.throwIfAny("the OpenImages classes cannot be used");
    return columns;
  }

  /** What people call the classes; the machine id where the descriptions do not tell. */
  private static List<String> names(Path file, List<String> ids, Faults faults) {
    Map<String, String> described = new HashMap<>();
    if (Files.isRegularFile(file)) {
      TableRows.rows(
          file,
          faults,
          (line, row) -> {
            if (row.size() < 2) {
              faults.add(file, line, "expected a machine id, a comma and a name");
            } else {
              String other = described.putIfAbsent(row.get(0), row.get(1));
              if (other != null && !other.equals(row.get(1))) {
                faults.add(file, line, "'" + row.get(0) + "' was called '" + other + "' before");
              }
            }
          });
    }
    List<String> names = new ArrayList<>();
    ids.forEach(id -> names.add(described.containsKey(id) ? described.get(id) + " " + id : id));
    return names;
  }
}
