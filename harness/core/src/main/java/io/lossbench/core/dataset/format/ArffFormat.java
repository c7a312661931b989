package io.lossbench.core.dataset.format;

import io.lossbench.core.dataset.DataFolders;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.dataset.Samples;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The format {@code arff}: multi-label sets of MULAN and MEKA. */
record ArffFormat(Settings settings) implements Format {
  private static final int CLASSES = 6;

  @Override
  public Samples read(DataFolders folders) {
    return new ArffReader(new VectorFiles(settings).folder(folders), settings).samples();
  }

  @Override
  public List<String> layout() {
    return new VectorFiles(settings).layout();
  }

  @Override
  public void writeMiniature(Miniature miniature) {
    Miniature here = miniature.in(settings.text("folder"));
    boolean mulan = settings.has("labels");
    for (Miniature.Part part : Miniature.Part.values()) {
      List<String> lines = new ArrayList<>();
      lines.add(mulan ? "@relation scenes" : "@relation 'scenes: -C " + CLASSES + "'");
      for (int c = 0; c < CLASSES; c++) {
        lines.add("@attribute class" + c + " {0,1}");
      }
      for (int i = 0; i < Miniature.VECTOR_WIDTH; i++) {
        lines.add("@attribute pixel" + i + " numeric");
      }
      lines.add("@data");
      for (int i = 0; i < part.images(); i++) {
        StringBuilder row = new StringBuilder();
        List<Integer> present = Miniature.labels(part, i, CLASSES);
        for (int c = 0; c < CLASSES; c++) {
          row.append(present.contains(c) ? "1," : "0,");
        }
        for (float value : Miniature.vector(part, i)) {
          row.append(value).append(',');
        }
        lines.add(row.substring(0, row.length() - 1));
      }
      here.lines(settings.text(part.split()), lines);
      if (part == Miniature.Part.TRAIN && settings.has("validation")) {
        here.lines(settings.text("validation"), validation(lines));
      }
    }
    if (mulan) {
      List<String> xml = new ArrayList<>(List.of("<labels>"));
      for (int c = 0; c < CLASSES; c++) {
        xml.add(String.format(Locale.ROOT, "<label name=\"class%d\"/>", c));
      }
      xml.add("</labels>");
      here.lines(settings.text("labels"), xml);
    }
  }

  /** The same rows with other numbers, so that they are no leak. */
  private static List<String> validation(List<String> train) {
    return train.stream()
        .map(line -> line.startsWith("@") ? line : line.replaceFirst(",[^,]*$", ",0.123"))
        .toList();
  }
}
