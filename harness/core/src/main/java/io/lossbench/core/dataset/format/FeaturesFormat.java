package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.dataset.Samples;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.List;

/** The format {@code features}: vectors in a matrix, and a table with a line for each of them. */
record FeaturesFormat(Settings settings) implements Format {
  @Override
  public Samples read(DataFolders folders) {
    return new FeaturesReader(
            folders.folderWith(settings.text("folder"), settings.text("matrix")), settings)
        .samples();
  }

  @Override
  public List<String> layout() {
    List<String> layout = new ArrayList<>();
    layout.add(below(settings.text("matrix")));
    layout.add(
        below(settings.text("table"))
            + (settings.has("labels") ? "  (image,split)" : "  (image,labels,split)"));
    settings.optionalText("labels").ifPresent(labels -> layout.add(below(labels)));
    return List.copyOf(layout);
  }

  private String below(String file) {
    return DataFolders.below(settings.text("folder"), file);
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    new FeaturesMiniature(settings).write(miniature.in(settings.text("folder")));
  }
}
