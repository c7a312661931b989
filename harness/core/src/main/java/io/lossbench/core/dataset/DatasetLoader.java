package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import io.lossbench.core.provenance.Digest;
import io.lossbench.core.suite.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Opens a descriptor as a dataset: reads the annotations, checks every image, computes the
 * fingerprint.
 */
public final class DatasetLoader {
  private final List<Path> roots;

  /**
   * @param roots folders to look for data in, in this order
   */
  public DatasetLoader(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /**
   * Opens a dataset.
   *
   * @param descriptor a validated descriptor
   * @param skipInvalid leave broken images out and list them, instead of failing
   * @throws HarnessException if files are missing, labels are invalid, or splits overlap
   */
  public Dataset open(Settings descriptor, boolean skipInvalid) {
    String name = descriptor.text("dataset");
    Settings format = descriptor.settings("format");
    return switch (format.text("type")) {
      case "generated-scenes" -> GeneratedScenes.open(name, format);
      case "voc" -> checked(descriptor, VocReader.read(name, format, roots), skipInvalid);
      case "csv" -> checked(descriptor, CsvReader.read(name, format, roots), skipInvalid);
      default -> throw new IllegalArgumentException("no reader for format " + format.text("type"));
    };
  }

  static HarnessException notFound(String name, String what, List<Path> roots) {
    StringBuilder text =
        new StringBuilder("dataset '" + name + "' is missing: " + what + " was not found in\n");
    roots.forEach(root -> text.append("  ").append(root.toAbsolutePath().normalize()).append('\n'));
    return new HarnessException(
        text + "Say where it lies with --data DIR or the variable LOSSBENCH_DATA.");
  }

  private static Dataset checked(Settings descriptor, Listing listing, boolean skipInvalid) {
    String name = descriptor.text("dataset");
    requireDisjoint(name, listing);
    Map<Path, ImageCheck.Result> images = ImageCheck.all(listing);
    List<Dataset.Problem> problems = new ArrayList<>();
    Map<String, List<Listing.Row>> kept = new LinkedHashMap<>();
    Digest digest = Digest.sha256().update(String.join("\n", listing.classes()));
    listing
        .splits()
        .forEach(
            (split, rows) -> {
              digest.update(split);
              List<Listing.Row> good = kept.computeIfAbsent(split, s -> new ArrayList<>());
              for (Listing.Row row : rows) {
                ImageCheck.Result image = Objects.requireNonNull(images.get(row.file()));
                if (image.fault().isPresent()) {
                  problems.add(new Dataset.Problem(split, row.id(), image.fault().get()));
                } else {
                  good.add(row);
                  digest.update(row.id()).update(row.labels()).update(image.sha256());
                }
              }
            });
    if (!problems.isEmpty() && !skipInvalid) {
      throw new HarnessException(
          problems.size()
              + " images of dataset '"
              + name
              + "' are broken:\n"
              + Faults.shortened(problems)
              + "\nMend them, or set evaluate.invalid-images: skip to leave them out.");
    }
    for (String split : List.of(Listing.TRAIN, Listing.TEST)) {
      if (kept.getOrDefault(split, List.of()).isEmpty()) {
        throw new HarnessException("dataset '" + name + "' has no " + split + " images");
      }
    }
    int classes = listing.classes().size();
    return new Dataset(
        name,
        listing.classes(),
        Listing.split(kept.getOrDefault(Listing.TRAIN, List.of()), classes),
        Optional.ofNullable(kept.get(Listing.VALIDATION)).map(rows -> Listing.split(rows, classes)),
        Listing.split(kept.getOrDefault(Listing.TEST, List.of()), classes),
        digest.hex(),
        problems,
        notes(descriptor, listing));
  }

  private static List<String> notes(Settings descriptor, Listing listing) {
    List<String> notes = new ArrayList<>();
    for (String split : List.of(Listing.TRAIN, Listing.TEST)) {
      String key = split + "-images";
      int found = listing.splits().getOrDefault(split, List.of()).size();
      if (descriptor.has(key) && descriptor.integer(key) != found) {
        notes.add(
            "a subset: "
                + found
                + " of "
                + descriptor.integer(key)
                + " "
                + split
                + " images; not comparable with numbers of the complete dataset");
      }
    }
    return notes;
  }

  private static void requireDisjoint(String name, Listing listing) {
    Map<String, String> first = new HashMap<>();
    List<String> overlaps = new ArrayList<>();
    listing
        .splits()
        .forEach(
            (split, rows) -> {
              for (Listing.Row row : rows) {
                String other = first.putIfAbsent(row.id(), split);
                if (other != null) {
                  overlaps.add(
                      row.id()
                          + (other.equals(split)
                              ? " is twice in " + split
                              : " is in " + other + " and in " + split));
                }
              }
            });
    if (!overlaps.isEmpty()) {
      throw new HarnessException(
          "the splits of dataset '"
              + name
              + "' overlap:\n"
              + Faults.shortened(overlaps)
              + "\nEvery image belongs to one split, once.");
    }
  }
}
