package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.tensor.TensorWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The miniature of a dataset of the format {@code features}: scenes as vectors. */
final class FeaturesMiniature {
  private static final int CLASSES = 20;

  /** Of so many training rows one is for validation, if there is such a split. */
  private static final int VALIDATION_EVERY = 4;

  private final Settings settings;
  private final List<String> classes;
  private final List<float[]> vectors = new ArrayList<>();
  private final List<List<Integer>> labels = new ArrayList<>();
  private final List<String> table = new ArrayList<>();

  FeaturesMiniature(Settings settings) {
    this.settings = settings;
    List<String> named = settings.texts("classes");
    this.classes =
        named.isEmpty()
            ? IntStream.range(0, CLASSES)
                .mapToObj(c -> String.format(Locale.ROOT, "class-%02d", c))
                .toList()
            : named;
    boolean apart = settings.has("labels");
    table.add(apart ? "image,split" : "image,labels,split");
    for (Miniature.Part part : Miniature.Part.values()) {
      for (int i = 0; i < part.images(); i++) {
        add(part, i, apart);
      }
    }
  }

  private void add(Miniature.Part part, int number, boolean apart) {
    List<Integer> present = Miniature.labels(part, number, classes.size());
    if (settings.text("task").equals(SingleLabel.NAME)) {
      present = present.subList(0, 1);
    }
    String name = part.split() + "-" + number;
    String words = present.stream().map(classes::get).collect(Collectors.joining(";"));
    table.add(
        name
            + (apart ? "" : ",\"" + words.replace("\"", "\"\"") + "\"")
            + ","
            + role(part, number));
    vectors.add(Miniature.vector(part, number));
    labels.add(present);
  }

  private String role(Miniature.Part part, int number) {
    boolean held =
        part == Miniature.Part.TRAIN
            && settings.has("validation")
            && number % VALIDATION_EVERY == VALIDATION_EVERY - 1;
    return settings.text(held ? "validation" : part.split());
  }

  void write(Miniature miniature) {
    miniature.lines(settings.text("table"), table);
    int width = Miniature.VECTOR_WIDTH;
    float[] matrix = new float[vectors.size() * width];
    byte[] truth = new byte[vectors.size() * classes.size()];
    for (int row = 0; row < vectors.size(); row++) {
      System.arraycopy(vectors.get(row), 0, matrix, row * width, width);
      for (int c : labels.get(row)) {
        truth[row * classes.size() + c] = LabelMatrix.POSITIVE;
      }
    }
    miniature.file(
        settings.text("matrix"),
        file -> {
          if (file.toString().endsWith(".safetensors")) {
            String tensor = settings.optionalText("tensor").orElse("features");
            List<Long> shape = List.of((long) vectors.size(), (long) width);
            TensorWriter.write(file, Map.of(tensor, shape), matrix);
          } else {
            NpyFile.write(file, ScoreMatrix.of(vectors.size(), width, matrix));
          }
        });
    if (settings.has("labels")) {
      miniature.file(
          settings.text("labels"),
          file -> NpyFile.write(file, LabelMatrix.of(vectors.size(), classes.size(), truth)));
    }
  }
}
