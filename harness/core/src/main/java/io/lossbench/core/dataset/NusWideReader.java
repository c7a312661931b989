package io.lossbench.core.dataset;

import io.lossbench.core.metric.LabelMatrix;
import io.lossbench.core.metric.Task;
import io.lossbench.core.suite.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * NUS-WIDE as it was released: {@code ConceptsList/Concepts81.txt}, {@code
 * ImageList/{Train,Test}Imagelist.txt}, and for each concept {@code
 * Groundtruth/TrainTestLabels/Labels_CONCEPT_{Train,Test}.txt} with 0 or 1 a line. Classes in the
 * order of the concepts.
 */
final class NusWideReader {
  private static final String CONCEPTS = "ConceptsList/Concepts81.txt";

  private final Path folder;
  private final Settings format;
  private final Faults faults = new Faults();

  private NusWideReader(Path folder, Settings format) {
    this.folder = folder;
    this.format = format;
  }

  static Listing read(String name, Settings format, List<Path> roots) {
    Path folder = DatasetLoader.folderWith(name, format, CONCEPTS, roots);
    return new NusWideReader(folder, format).listing();
  }

  private Listing listing() {
    List<String> classes =
        TextLines.of(folder.resolve(CONCEPTS), "NUS-WIDE list").stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    for (String concept : classes) {
      if (!concept.matches("[A-Za-z0-9_-]+")) {
        faults.add(folder.resolve(CONCEPTS), 0, "'" + concept + "' is not a concept's name");
      }
    }
    faults.throwIfAny("the NUS-WIDE lists in " + folder + " cannot be used");
    Listing.Builder listing = new Listing.Builder(classes, Task.MULTI_LABEL);
    add(listing, classes, Listing.TRAIN, "Train");
    add(listing, classes, Listing.TEST, "Test");
    faults.throwIfAny("the NUS-WIDE lists in " + folder + " cannot be used");
    return listing.build();
  }

  private void add(Listing.Builder listing, List<String> classes, String split, String part) {
    Path list = folder.resolve("ImageList/" + part + "Imagelist.txt");
    List<String> images = TextLines.of(list, "NUS-WIDE list");
    byte[] labels = new byte[Math.multiplyExact(images.size(), classes.size())];
    for (int c = 0; c < classes.size(); c++) {
      column(classes, c, part, images.size(), labels);
    }
    Path pictures = folder.resolve(format.text("images")).normalize();
    boolean drop = format.text("unannotated-images").equals("drop");
    byte[] none = new byte[classes.size()];
    int dropped = 0;
    for (int i = 0; i < images.size(); i++) {
      // The lists were made on Windows.
      String image = images.get(i).strip().replace('\\', '/');
      byte[] row = Arrays.copyOfRange(labels, i * classes.size(), (i + 1) * classes.size());
      Path file = pictures.resolve(image).normalize();
      if (image.isEmpty() || !file.startsWith(pictures)) {
        faults.add(list, i + 1, "'" + image + "' is not an image below " + pictures);
      } else if (drop && Arrays.equals(row, none)) {
        dropped++;
      } else {
        listing.add(split, image, file, row);
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
    List<String> lines = TextLines.of(file, "NUS-WIDE list");
    if (lines.size() != rows) {
      faults.add(file, 0, "has " + lines.size() + " lines, the image list has " + rows);
      return;
    }
    for (int i = 0; i < rows; i++) {
      switch (lines.get(i).strip()) {
        case "1" -> labels[i * classes.size() + column] = LabelMatrix.POSITIVE;
        case "0" -> labels[i * classes.size() + column] = LabelMatrix.NEGATIVE;
        default -> faults.add(file, i + 1, "'" + lines.get(i).strip() + "' is not 0 or 1");
      }
    }
  }
}
