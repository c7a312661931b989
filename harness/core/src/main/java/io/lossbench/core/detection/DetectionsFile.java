package io.lossbench.core.detection;

import io.lossbench.core.file.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/**
 * COCO's result file: a list of {@code {"image_id", "category_id", "bbox": [x, y, width, height],
 * "score"}}, which pycocotools and others score.
 */
public final class DetectionsFile {
  private final CocoDocument document;
  private final Map<CocoId, Integer> rows = new HashMap<>();
  private final Map<CocoId, Integer> indices = new HashMap<>();

  /** How many detections there are of categories that are not annotated. */
  private final Map<CocoId, Integer> unknown = new TreeMap<>();

  private int[] rowOf = new int[1024];
  private int[] categoryOf = new int[1024];
  private double[] boxes = new double[4096];
  private double[] scores = new double[1024];
  private int count;

  private DetectionsFile(CocoDocument document, AnnotatedImages truth) {
    this.document = document;
    for (int row = 0; row < truth.rows(); row++) {
      rows.put(truth.id(row), row);
    }
    truth.categories().forEach(category -> indices.put(category.id(), indices.size()));
  }

  /**
   * Anyone's detections. As for pycocotools, each is in an image of the annotations, and those of
   * other categories than the annotations' count for nothing.
   *
   * @return empty if something is wrong
   */
  public static Optional<Detections> read(Path file, AnnotatedImages truth, FaultListener faults) {
    CocoDocument document = new CocoDocument(file, faults);
    DetectionsFile read = new DetectionsFile(document, truth);
    document.read("COCO result file", read::json);
    if (document.faults() > 0) {
      return Optional.empty();
    }
    read.unknown.forEach(
        (category, times) ->
            faults.note(
                "left out: "
                    + times
                    + (times == 1 ? " detection" : " detections")
                    + " of category "
                    + category
                    + ", which is not among the annotations' categories"
                    + CocoObjects.unlike(category, read.indices)));
    return Optional.of(read.detections(truth.rows()));
  }

  /** What a trial wrote. */
  static Detections read(Path file, AnnotatedImages truth) {
    return read(file, truth, FaultListener.FIRST).orElseThrow();
  }

  private void json(JsonParser parser) {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      document.list("the file", parser, this::detection);
    } else {
      document.fault(
          1,
          1,
          "expected a list of detections, [{\"image_id\", \"category_id\", \"bbox\", \"score\"}, ...],"
              + " found "
              + CocoDocument.found(parser));
      parser.skipChildren();
    }
  }

  /** The fields of an entry that count, as they come by. */
  private static final class Entry {
    @Nullable CocoId image;
    @Nullable CocoId category;
    @Nullable Box box;
    @Nullable Double score;
  }

  private void detection(JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    int before = document.faults();
    Entry entry = new Entry();
    CocoDocument.fields(
        parser,
        (key, value) -> {
          switch (key) {
            case "image_id" -> entry.image = document.id(value, key);
            case "category_id" -> entry.category = document.id(value, key);
            case "bbox" -> entry.box = document.box(value);
            case "score" -> entry.score = document.number(value, key);
            default -> value.skipChildren();
          }
        });
    if (document.faults() > before) {
      return;
    }
    if (entry.image == null || entry.category == null || entry.box == null || entry.score == null) {
      document.fault(
          at,
          "the detection has no "
              + (entry.image == null
                  ? "image_id"
                  : entry.category == null ? "category_id" : entry.box == null ? "bbox" : "score"));
      return;
    }
    Integer row = rows.get(entry.image);
    Integer index = indices.get(entry.category);
    if (row == null) {
      document.fault(
          at,
          "unknown image "
              + entry.image
              + ", which the annotations do not have"
              + CocoObjects.unlike(entry.image, rows));
    } else if (index == null) {
      unknown.merge(entry.category, 1, Integer::sum);
    } else {
      add(row, index, entry.box, entry.score);
    }
  }

  private void add(int row, int category, Box box, double score) {
    if (count == scores.length) {
      rowOf = Arrays.copyOf(rowOf, 2 * count);
      categoryOf = Arrays.copyOf(categoryOf, 2 * count);
      boxes = Arrays.copyOf(boxes, 8 * count);
      scores = Arrays.copyOf(scores, 2 * count);
    }
    rowOf[count] = row;
    categoryOf[count] = category;
    boxes[4 * count] = box.x();
    boxes[4 * count + 1] = box.y();
    boxes[4 * count + 2] = box.width();
    boxes[4 * count + 3] = box.height();
    scores[count++] = score;
  }

  /** Those of each image together, in the order of the file. */
  private Detections detections(int images) {
    int[] starts = new int[images + 1];
    for (int i = 0; i < count; i++) {
      starts[rowOf[i] + 1]++;
    }
    for (int row = 0; row < images; row++) {
      starts[row + 1] += starts[row];
    }
    int[] next = starts.clone();
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[next[rowOf[i]]++] = i;
    }
    Detections.Builder builder = new Detections.Builder();
    for (int row = 0; row < images; row++) {
      builder.image();
      for (int at = starts[row]; at < starts[row + 1]; at++) {
        int i = order[at];
        builder.object(categoryOf[i], Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4), scores[i]);
      }
    }
    return builder.build();
  }

  /**
   * Writes detections with the ids of their images and categories.
   *
   * @param truth of the same images
   */
  static void write(Path file, Detections detections, AnnotatedImages truth) throws IOException {
    if (detections.rows() != truth.rows()) {
      throw new IllegalArgumentException(
          "detections in " + detections.rows() + " images, the truth of " + truth.rows());
    }
    DurableFile.write(
        file,
        channel -> {
          CocoText out = new CocoText(channel);
          out.beginList();
          for (int row = 0; row < detections.rows(); row++) {
            for (DetectedObject object : detections.objects(row)) {
              out.entry(
                  "{\"image_id\": "
                      + CocoText.id(truth.id(row))
                      + ", \"category_id\": "
                      + CocoText.id(truth.categories().get(object.category()).id())
                      + ", \"bbox\": "
                      + CocoText.box(object.box())
                      + ", \"score\": "
                      + object.score()
                      + "}");
            }
          }
          out.endList();
          out.text("\n");
          out.flush();
        });
  }
}
