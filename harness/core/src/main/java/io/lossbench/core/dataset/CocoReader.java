package io.lossbench.core.dataset;

import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.Task;
import io.lossbench.core.suite.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * MS-COCO's layout: {@code annotations/instances_*.json} beside folders of images. A class is
 * positive where an object of it is annotated; what becomes of classes with crowd annotations only,
 * of images without annotations, and the order of the classes are rules of the descriptor.
 */
final class CocoReader {
  private final Path folder;
  private final Settings format;
  private final Faults faults = new Faults();

  private CocoReader(Path folder, Settings format) {
    this.folder = folder;
    this.format = format;
  }

  static Listing read(String name, Settings format, List<Path> roots) {
    Path folder = DatasetLoader.folderWith(name, format, format.text("train-annotations"), roots);
    return new CocoReader(folder, format).listing();
  }

  private Listing listing() {
    Map<String, CocoAnnotations> splits = new LinkedHashMap<>();
    for (String split : List.of(Listing.TRAIN, Listing.TEST)) {
      Path file = folder.resolve(format.text(split + "-annotations"));
      splits.put(split, CocoAnnotations.read(file, faults));
    }
    Map<Long, String> categories = new TreeMap<>();
    splits.values().forEach(annotations -> categories.putAll(annotations.categories()));
    splits.forEach(
        (split, annotations) -> {
          if (!annotations.categories().equals(categories)) {
            faults.add(
                folder.resolve(format.text(split + "-annotations")),
                0,
                "its categories are not those of the other split");
          }
        });
    faults.throwIfAny("the COCO annotations in " + folder + " cannot be used");

    List<Map.Entry<Long, String>> order = new ArrayList<>(categories.entrySet());
    if (format.text("class-order").equals("name")) {
      order.sort(Map.Entry.comparingByValue());
    }
    Map<Long, Integer> columns = new HashMap<>();
    order.forEach(category -> columns.put(category.getKey(), columns.size()));
    Listing.Builder listing =
        new Listing.Builder(order.stream().map(Map.Entry::getValue).toList(), Task.MULTI_LABEL);
    splits.forEach((split, annotations) -> add(listing, split, annotations, columns));
    faults.throwIfAny("the COCO annotations in " + folder + " cannot be used");
    return listing.build();
  }

  private void add(
      Listing.Builder listing,
      String split,
      CocoAnnotations annotations,
      Map<Long, Integer> columns) {
    byte crowd = LabelRule.of(format.text("crowd"));
    Map<Long, byte[]> labels = new HashMap<>();
    annotations.forEach(
        (image, category, isCrowd) -> {
          byte[] row = labels.computeIfAbsent(image, i -> new byte[columns.size()]);
          int column = Objects.requireNonNull(columns.get(category));
          if (!isCrowd) {
            row[column] = LabelMatrix.POSITIVE;
          } else if (row[column] == LabelMatrix.NEGATIVE) {
            row[column] = crowd;
          }
        });
    Path images = folder.resolve(format.text(split + "-images")).normalize();
    boolean drop = format.text("unannotated-images").equals("drop");
    int dropped = 0;
    for (Map.Entry<Long, String> image :
        annotations.images().entrySet().stream()
            .sorted(Comparator.comparing(Map.Entry::getKey))
            .toList()) {
      byte[] row = labels.get(image.getKey());
      Path file = images.resolve(image.getValue()).normalize();
      if (!file.startsWith(images)) {
        faults.add(
            folder.resolve(format.text(split + "-annotations")),
            0,
            "'" + image.getValue() + "' leaves the image folder " + images);
      } else if (row == null && drop) {
        dropped++;
      } else {
        listing.add(split, image.getValue(), file, row == null ? new byte[columns.size()] : row);
      }
    }
    if (dropped > 0) {
      listing.note(
          "without " + dropped + " " + split + " images that have no annotation (as the ASL code)");
    }
  }
}
