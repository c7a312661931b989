package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.suite.Settings;
import java.util.List;
import java.util.Locale;

/** Folders of images, one class per folder, as torchvision's ImageFolder. */
record ImageFolderFormat(Settings settings) implements Format {
  private static final int CLASSES = 6;

  @Override
  public Listing read(DataFolders folders) {
    return new ImageFolderReader(
            folders.folderWith(settings.text("folder"), settings.text("train")))
        .listing(settings);
  }

  @Override
  public List<String> layout() {
    String folder = settings.text("folder");
    return List.of(
        DataFolders.below(folder, settings.text("train") + "/CLASS/*.jpg"),
        DataFolders.below(folder, settings.text("test") + "/CLASS/*.jpg"));
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    Miniature images = miniature.in(settings.text("folder"));
    for (Miniature.Part part : Miniature.Part.values()) {
      for (int i = 0; i < part.images(); i++) {
        images.image(
            part,
            i,
            settings.text(part.split()),
            "class" + i % CLASSES,
            String.format(Locale.ROOT, "%04d.jpg", i));
      }
    }
  }
}
