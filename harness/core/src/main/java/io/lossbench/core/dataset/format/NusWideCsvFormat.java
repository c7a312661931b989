package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** NUS-WIDE as the ASL paper's code has it: one table. */
record NusWideCsvFormat(Settings settings) implements Format {
  @Override
  public Listing read(DataFolders folders) {
    return NusWideCsvReader.read(
        folders.folderWith(settings.text("folder"), settings.text("file")), settings);
  }

  @Override
  public List<String> layout() {
    String folder = settings.text("folder");
    return List.of(
        DataFolders.below(folder, settings.text("file") + "  (filepath,label,split_name)"),
        DataFolders.below(folder, DataFolders.below(settings.text("images"), "FILEPATH")));
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    Miniature nusWide = miniature.in(settings.text("folder"));
    List<String> lines = new ArrayList<>(List.of("filepath,label,split_name"));
    for (Miniature.Part part : Miniature.Part.values()) {
      for (int i = 0; i < part.images(); i++) {
        String name = String.format(Locale.ROOT, "images/%d_%d.jpg", part.stream(), i);
        List<String> present =
            Miniature.labels(part, i, NusWideFormat.CLASSES).stream()
                .map(NusWideFormat::concept)
                .toList();
        lines.add(
            name + ",\"['" + String.join("', '", present) + "']\"," + settings.text(part.split()));
        nusWide.image(part, i, settings.text("images"), name);
      }
    }
    nusWide.lines(settings.text("file"), lines);
  }
}
