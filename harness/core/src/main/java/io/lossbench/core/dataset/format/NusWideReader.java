package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.file.TextFile;
import io.lossbench.core.suite.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * NUS-WIDE as it was released: {@code ConceptsList/Concepts81.txt}, {@code
 * ImageList/{Train,Test}Imagelist.txt}, and for each concept {@code
 * Groundtruth/TrainTestLabels/Labels_CONCEPT_{Train,Test}.txt} with 0 or 1 a line. Classes in the
 * order of the concepts.
 */
final class NusWideReader {
  static final String CONCEPTS = "ConceptsList/Concepts81.txt";

  private final Path folder;
  private final Settings format;
  private final Faults faults = new Faults();

  NusWideReader(Path folder, Settings format) {
    this.folder = folder;
    this.format = format;
  }

  Listing listing() {
    List<String> classes = concepts();
    LabelledImages listing = new LabelledImages(classes, new MultiLabel());
    add(listing, classes, Listing.TRAIN, "Train");
    add(listing, classes, Listing.TEST, "Test");
    faults.throwIfAny("the NUS-WIDE lists in " + folder + " cannot be used");
    return listing.build();
  }

  private List<String> concepts() {
    Path file = folder.resolve(CONCEPTS);
    Map<String, Integer> first = new HashMap<>();
    List<String> concepts = new ArrayList<>();
    int number = 0;
    for (String line : TextFile.lines(file, "NUS-WIDE list")) {
      number++;
      String concept = line.strip();
      if (concept.isEmpty()) {
        continue;
      }
      Integer other = first.putIfAbsent(concept, number);
      if (!concept.matches("[A-Za-z0-9_-]+")) {
        faults.add(file, number, "'" + concept + "' is not a concept's name");
      } else if (other != null) {
        faults.add(file, number, "concept '" + concept + "' was there before, on line " + other);
      }
      concepts.add(concept);
    }
    if (concepts.isEmpty()) {
      faults.add(file, 0, "names no concept");
    }
    faults.throwIfAny("the NUS-WIDE lists in " + folder + " cannot be used");
    return concepts;
  }

  private void add(LabelledImages listing, List<String> classes, String split, String part) {
    Path list = folder.resolve("ImageList/" + part + "Imagelist.txt");
    List<String> images = lines(list);
    byte[] labels = new byte[Math.multiplyExact(images.size(), classes.size())];
    for (int c = 0; c < classes.size(); c++) {
      column(classes, c, part, images.size(), labels);
    }
    ImageRoot pictures = new ImageRoot(folder.resolve(format.text("images")));
    boolean drop = format.text("unannotated-images").equals("drop");
    byte[] none = new byte[classes.size()];
    int dropped = 0;
    for (int i = 0; i < images.size(); i++) {
      int line = i + 1;
      // The lists were made on Windows.
      String image = images.get(i).replace('\\', '/');
      byte[] row = Arrays.copyOfRange(labels, i * classes.size(), (i + 1) * classes.size());
      Optional<Path> file = pictures.file(image, fault -> faults.add(list, line, fault));
      if (drop && Arrays.equals(row, none)) {
        dropped++;
      } else {
        file.ifPresent(found -> listing.add(split, image, found, row));
      }
    }
    if (dropped > 0) {
      listing.note("without " + dropped + " " + split + " images that have no label");
    }
  }

  private void column(List<String> classes, int column, String part, int rows, byte[] labels) {
    Path file =
        folder.resolve(
            "Groundtruth/TrainTestLabels/Labels_" + classes.get(column) + "_" + part + ".txt");
    if (!Files.isRegularFile(file)) {
      faults.add(file, 0, "is missing");
      return;
    }
    List<String> lines = lines(file);
    if (lines.size() != rows) {
      faults.add(file, 0, "has " + lines.size() + " lines, the image list has " + rows);
      return;
    }
    for (int i = 0; i < rows; i++) {
      switch (lines.get(i)) {
        case "1" -> labels[i * classes.size() + column] = LabelMatrix.POSITIVE;
        case "0" -> labels[i * classes.size() + column] = LabelMatrix.NEGATIVE;
        default -> faults.add(file, i + 1, "'" + lines.get(i) + "' is not 0 or 1");
      }
    }
  }

  /** The lines of a file without spaces around them, up to the last that is not blank. */
  private static List<String> lines(Path file) {
    List<String> lines = new ArrayList<>();
    TextFile.lines(file, "NUS-WIDE list").forEach(line -> lines.add(line.strip()));
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }
}
