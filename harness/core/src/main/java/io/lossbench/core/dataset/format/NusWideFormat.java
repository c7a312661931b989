package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** NUS-WIDE as it was released: lists of images, and of 0 and 1 for each concept. */
record NusWideFormat(Settings settings) implements Format {
  static final int CLASSES = 81;

  @Override
  public Listing read(DataFolders folders) {
    return new NusWideReader(
            folders.folderWith(settings.text("folder"), NusWideReader.CONCEPTS), settings)
        .listing();
  }

  @Override
  public List<String> layout() {
    return List.of(
        below(NusWideReader.CONCEPTS),
        below("ImageList/TrainImagelist.txt, TestImagelist.txt"),
        below("Groundtruth/TrainTestLabels/Labels_CONCEPT_{Train,Test}.txt"),
        below(settings.text("images") + "/*"));
  }

  private String below(String file) {
    return DataFolders.below(settings.text("folder"), file);
  }

  /** The name of a miniature's concept. */
  static String concept(int c) {
    return String.format(Locale.ROOT, "concept%02d", c);
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    Miniature nusWide = miniature.in(settings.text("folder"));
    nusWide.lines(
        NusWideReader.CONCEPTS,
        IntStream.range(0, CLASSES).mapToObj(NusWideFormat::concept).toList());
    for (Miniature.Part part : Miniature.Part.values()) {
      String name = part == Miniature.Part.TRAIN ? "Train" : "Test";
      List<String> images = new ArrayList<>();
      List<List<Integer>> present = new ArrayList<>();
      for (int i = 0; i < part.images(); i++) {
        String image = String.format(Locale.ROOT, "%04d_%d.jpg", i, part.stream());
        images.add("scene\\" + image);
        present.add(Miniature.labels(part, i, CLASSES));
        nusWide.image(part, i, settings.text("images"), "scene", image);
      }
      nusWide.lines("ImageList/" + name + "Imagelist.txt", images);
      for (int c = 0; c < CLASSES; c++) {
        int column = c;
        nusWide.lines(
            "Groundtruth/TrainTestLabels/Labels_" + concept(c) + "_" + name + ".txt",
            present.stream().map(list -> list.contains(column) ? "1" : "0").toList());
      }
    }
  }
}
