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

/** OpenImages V6: tables of verified labels beside folders of images. */
record OpenImagesFormat(Settings settings) implements Format {
  private static final int CLASSES = 60;

  @Override
  public Listing read(DataFolders folders) {
    return OpenImagesReader.read(
        folders.folderWith(settings.text("folder"), settings.text("classes")),
        settings,
        folders.cache());
  }

  @Override
  public List<String> layout() {
    return List.of(
        below(settings.text("classes")),
        below(settings.text("class-descriptions") + "  (optional)"),
        below(settings.text("train-labels")),
        below(settings.text("test-labels")),
        below(settings.text("train-images") + "/IMAGEID.jpg"),
        below(settings.text("test-images") + "/IMAGEID.jpg"));
  }

  private String below(String file) {
    return DataFolders.below(settings.text("folder"), file);
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    Miniature openImages = miniature.in(settings.text("folder"));
    openImages.lines(
        settings.text("classes"),
        IntStream.range(0, CLASSES)
            .mapToObj(c -> String.format(Locale.ROOT, "/m/%04x", c))
            .toList());
    openImages.lines(
        settings.text("class-descriptions"),
        IntStream.range(0, CLASSES)
            .mapToObj(c -> String.format(Locale.ROOT, "/m/%04x,\"Class, %d\"", c, c))
            .toList());
    for (Miniature.Part part : Miniature.Part.values()) {
      List<String> lines = new ArrayList<>(List.of("ImageID,Source,LabelName,Confidence"));
      for (int i = 0; i < part.images(); i++) {
        String id =
            String.format(Locale.ROOT, "%016x", 0xF00D000000000000L + part.stream() * 4096L + i);
        List<Integer> present = Miniature.labels(part, i, CLASSES);
        for (int c = 0; c < CLASSES; c++) {
          // Verified: what is there, and a few of the others.
          if (present.contains(c) || (c + i) % 11 == 0) {
            lines.add(
                String.format(
                    Locale.ROOT, "%s,verification,/m/%04x,%d", id, c, present.contains(c) ? 1 : 0));
          }
        }
        openImages.image(part, i, settings.text(part.split() + "-images"), id + ".jpg");
      }
      openImages.lines(settings.text(part.split() + "-labels"), lines);
    }
  }
}
