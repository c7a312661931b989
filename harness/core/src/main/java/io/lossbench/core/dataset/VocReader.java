package io.lossbench.core.dataset;

import io.lossbench.core.file.TextFile;
import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.Task;
import io.lossbench.core.suite.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * PASCAL VOC's devkit layout.
 *
 * <p>{@code ImageSets/Main/NAME.txt} lists the images of a set. A class' list {@code
 * CLASS_NAME.txt} holds 1, -1, or 0 where all objects of the class are marked difficult; where the
 * class lists are missing, the annotations are read.
 */
final class VocReader {
  static final List<String> CLASSES =
      List.of(
          "aeroplane",
          "bicycle",
          "bird",
          "boat",
          "bottle",
          "bus",
          "car",
          "cat",
          "chair",
          "cow",
          "diningtable",
          "dog",
          "horse",
          "motorbike",
          "person",
          "pottedplant",
          "sheep",
          "sofa",
          "train",
          "tvmonitor");

  private final Path folder;
  private final Faults faults = new Faults();

  private VocReader(Path folder) {
    this.folder = folder;
  }

  static Listing read(String name, Settings format, List<Path> roots) {
    String declared = format.text("folder");
    List<Path> candidates = new ArrayList<>();
    for (Path root : roots) {
      candidates.add(root.resolve(declared));
      candidates.add(root.resolve(name).resolve(declared));
      candidates.add(root.resolve("VOC2007"));
      candidates.add(root);
    }
    for (Path candidate : candidates) {
      if (Files.isDirectory(candidate.resolve("ImageSets/Main"))) {
        return new VocReader(candidate).listing(format);
      }
    }
    throw DatasetLoader.notFound(name, format, declared + "/ImageSets/Main", roots);
  }

  private Listing listing(Settings format) {
    Listing.Builder listing = new Listing.Builder(CLASSES, Task.MULTI_LABEL);
    add(listing, Listing.TRAIN, format.text("train"), format.text("difficult-in-training"));
    format
        .optionalText("validation")
        .ifPresent(
            set -> add(listing, Listing.VALIDATION, set, format.text("difficult-in-evaluation")));
    add(listing, Listing.TEST, format.text("test"), format.text("difficult-in-evaluation"));
    faults.throwIfAny("the VOC annotations in " + folder + " cannot be used");
    return listing.build();
  }

  private void add(Listing.Builder listing, String split, String set, String difficultRule) {
    byte difficult = LabelRule.of(difficultRule);
    Path main = folder.resolve("ImageSets/Main");
    Set<String> ids = new LinkedHashSet<>();
    Path list = main.resolve(set + ".txt");
    int number = 0;
    for (String line : TextFile.lines(list, "VOC image set")) {
      number++;
      String id = line.strip();
      if (!id.isEmpty() && !id.matches("[A-Za-z0-9_-]+")) {
        faults.add(list, number, "'" + id + "' is not an image name");
      } else if (!id.isEmpty() && !ids.add(id)) {
        faults.add(list, number, "'" + id + "' is listed twice");
      }
    }
    Map<String, byte[]> labels = new LinkedHashMap<>();
    ids.forEach(id -> labels.put(id, new byte[CLASSES.size()]));
    if (Files.exists(main.resolve(CLASSES.get(0) + "_" + set + ".txt"))) {
      for (int c = 0; c < CLASSES.size(); c++) {
        classList(main.resolve(CLASSES.get(c) + "_" + set + ".txt"), c, labels, difficult);
      }
    } else {
      labels.forEach(
          (id, row) ->
              VocAnnotation.read(
                  folder.resolve("Annotations/" + id + ".xml"), row, difficult, faults));
    }
    labels.forEach(
        (id, row) -> listing.add(split, id, folder.resolve("JPEGImages/" + id + ".jpg"), row));
  }

  private void classList(Path file, int column, Map<String, byte[]> labels, byte difficult) {
    Set<String> unseen = new LinkedHashSet<>(labels.keySet());
    int number = 0;
    for (String line : TextFile.lines(file, "VOC image set")) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String[] fields = line.strip().split("\\s+");
      byte[] row = labels.get(fields[0]);
      if (fields.length != 2 || row == null) {
        faults.add(
            file,
            number,
            "expected an image of the set and 1, 0 or -1, found '" + line.strip() + "'");
        continue;
      }
      unseen.remove(fields[0]);
      switch (fields[1]) {
        case "1" -> row[column] = LabelMatrix.POSITIVE;
        case "0" -> row[column] = difficult;
        case "-1" -> row[column] = LabelMatrix.NEGATIVE;
        default -> faults.add(file, number, "'" + fields[1] + "' is not 1, 0 or -1");
      }
    }
    if (!unseen.isEmpty()) {
      faults.add(
          file,
          0,
          "says nothing about " + unseen.size() + " images, such as " + unseen.iterator().next());
    }
  }
}
