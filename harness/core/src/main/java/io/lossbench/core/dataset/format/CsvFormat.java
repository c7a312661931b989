package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.suite.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A table of the user's own, which is small already: it has no miniature. */
record CsvFormat(Settings settings) implements Format {
  @Override
  public Listing read(DataFolders folders) {
    for (Path root : folders.roots()) {
      for (Path folder : List.of(root, root.resolve(folders.dataset()))) {
        Path file = folder.resolve(settings.text("file"));
        if (Files.isRegularFile(file)) {
          return new CsvReader(file, settings).listing();
        }
      }
    }
    throw folders.missing(settings.text("file"));
  }

  @Override
  public List<String> layout() {
    String file = settings.text("file");
    // Images start from the table's own folder.
    String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/') + 1) : "";
    return List.of(
        file + "  (image,labels,split)",
        folder + DataFolders.below(settings.text("images"), "IMAGE"));
  }
}
