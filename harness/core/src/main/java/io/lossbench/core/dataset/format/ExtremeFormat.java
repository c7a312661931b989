package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.dataset.Samples;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The format {@code extreme-classification}: that repository's sparse text files. */
record ExtremeFormat(Settings settings) implements Format {
  private static final int CLASSES = 20;

  @Override
  public Samples read(DataFolders folders) {
    return new ExtremeReader(new VectorFiles(settings).folder(folders), settings).samples();
  }

  @Override
  public List<String> layout() {
    return new VectorFiles(settings).layout();
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    Miniature here = miniature.in(settings.text("folder"));
    for (Miniature.Part part : Miniature.Part.values()) {
      List<String> lines = new ArrayList<>();
      lines.add(part.images() + " " + Miniature.VECTOR_WIDTH + " " + CLASSES);
      for (int i = 0; i < part.images(); i++) {
        StringBuilder row =
            new StringBuilder(
                Miniature.labels(part, i, CLASSES).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(",")));
        float[] vector = Miniature.vector(part, i);
        // A few places of each row, as words of a text are.
        for (int place = i % 7; place < vector.length; place += 7) {
          row.append(' ').append(place).append(':').append(vector[place]);
        }
        lines.add(row.toString());
      }
      here.lines(settings.text(part.split()), lines);
      if (part == Miniature.Part.TRAIN && settings.has("validation")) {
        lines.replaceAll(line -> line.contains(":") ? line.replaceFirst(":\\S+$", ":0.5") : line);
        here.lines(settings.text("validation"), lines);
      }
    }
  }
}
