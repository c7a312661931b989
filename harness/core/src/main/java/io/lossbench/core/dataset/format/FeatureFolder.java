package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.suite.CanonicalJson;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the format {@code features} reads, written for the labels of another dataset: matrix,
 * labels, table, and a descriptor that names them.
 */
public final class FeatureFolder {
  private static final String MATRIX = "features.npy";
  private static final String LABELS = "labels.npy";
  private static final String TABLE = "rows.csv";

  private final String name;
  private final Dataset dataset;
  private final Settings descriptor;

  /**
   * @param name of the new dataset
   * @param dataset whose labels and splits it has
   * @param descriptor of that dataset
   * @throws HarnessException if its task is not one of labels
   */
  public FeatureFolder(String name, Dataset dataset, Settings descriptor) {
    if (!List.of(MultiLabel.NAME, SingleLabel.NAME).contains(dataset.task().name())) {
      throw new HarnessException(
          "dataset '"
              + dataset.name()
              + "' is for the task "
              + dataset.task().name()
              + "; vectors have labels, of multi-label or single-label classification");
    }
    this.name = name;
    this.dataset = dataset;
    this.descriptor = descriptor;
  }

  /** The splits in the order of the rows. */
  public Map<String, Split> splits() {
    Map<String, Split> splits = new LinkedHashMap<>();
    splits.put(Listing.TRAIN, dataset.train());
    dataset.validation().ifPresent(split -> splits.put(Listing.VALIDATION, split));
    splits.put(Listing.TEST, dataset.test());
    return splits;
  }

  /**
   * Writes all files.
   *
   * @param folder that nobody reads yet
   * @param width numbers of a vector
   * @param source where the vectors come from, in a sentence
   * @param vectors what writes them, of all splits in their order, as little-endian float32
   */
  public void write(Path folder, int width, String source, DurableFile.Content vectors)
      throws IOException {
    int rows = splits().values().stream().mapToInt(Split::size).sum();
    NpyFile.write(folder.resolve(MATRIX), rows, width, vectors);
    NpyFile.write(folder.resolve(LABELS), labels(rows));
    DurableFile.write(folder.resolve(TABLE), table());
    DurableFile.write(folder.resolve(name + ".yaml"), yaml(source));
  }

  private LabelMatrix labels(int rows) {
    int classes = dataset.classes().size();
    byte[] values = new byte[Math.multiplyExact(rows, classes)];
    byte[] row = new byte[classes];
    int at = 0;
    for (Split split : splits().values()) {
      for (int i = 0; i < split.size(); i++) {
        LabelMatrix.of(split.truth()).copyRow(i, row);
        System.arraycopy(row, 0, values, at, classes);
        at += classes;
      }
    }
    return LabelMatrix.of(rows, classes, values);
  }

  private String table() {
    StringBuilder table = new StringBuilder("image,split\n");
    splits()
        .forEach(
            (role, split) -> {
              for (String id : split.ids()) {
                // A name may be in several splits, with another image each.
                String row = role + "/" + id;
                table.append('"').append(row.replace("\"", "\"\"")).append("\",");
                table.append(role).append('\n');
              }
            });
    return table.toString();
  }

  /** JSON of one line, which is YAML. */
  private String yaml(String source) {
    Map<String, Object> format = new LinkedHashMap<>();
    format.put("type", "features");
    format.put("labels", LABELS);
    format.put("task", dataset.task().name());
    format.put("classes", dataset.classes());
    dataset.validation().ifPresent(split -> format.put("validation", Listing.VALIDATION));
    StringBuilder yaml = new StringBuilder("# Written by `lossbench embed`.\n");
    line(yaml, "dataset", name);
    line(yaml, "title", "Features of " + titleOf());
    line(yaml, "source", source);
    for (String key : List.of("licence", "train-images", "test-images")) {
      Object value = descriptor.asMap().get(key);
      if (value != null) {
        line(yaml, key, value);
      }
    }
    line(yaml, "format", format);
    return yaml.toString();
  }

  private String titleOf() {
    String title = descriptor.optionalText("title").orElse("");
    return title.isEmpty() ? dataset.name() : title;
  }

  private static void line(StringBuilder yaml, String key, Object value) {
    String json = CanonicalJson.of(Map.of(key, value));
    // Without the braces, and with a space behind the key's colon.
    String entry = json.substring(1, json.length() - 1);
    int colon = entry.indexOf(':');
    yaml.append(key).append(": ").append(entry.substring(colon + 1)).append('\n');
  }
}
