package io.lossbench.fuzz;

import static io.lossbench.fuzz.FuzzedDataset.descriptor;
import static io.lossbench.fuzz.FuzzedDataset.image;
import static io.lossbench.fuzz.FuzzedDataset.require;
import static io.lossbench.fuzz.FuzzedDataset.texts;

import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.AnnotationsFile;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.DetectedObject;
import io.lossbench.core.detection.DetectionProtocol;
import io.lossbench.core.detection.Detections;
import io.lossbench.core.detection.DetectionsFile;
import io.lossbench.core.detection.FaultListener;
import io.lossbench.core.detection.ObjectDetection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Boxes: COCO's detections and annotations as anyone scores them, and VOC's XML. */
final class FuzzedBoxes {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String ANNOTATIONS =
      "{\"images\": [{\"id\": 7}, {\"id\": 8}], \"categories\": [{\"id\": 3, \"name\": \"bee\"}],\n"
          + "\"annotations\": [{\"id\": 1, \"image_id\": 7, \"category_id\": 3, \"bbox\": [1, 2, 30.5,"
          + " 40], \"area\": 800.25, \"iscrowd\": 0},\n{\"id\": 2, \"image_id\": 8, \"category_id\": 3,"
          + " \"bbox\": [0, 0, 5, 5], \"area\": 25, \"iscrowd\": 1}]}\n";

  private static final String DETECTIONS =
      "[{\"image_id\": 7, \"category_id\": 3, \"bbox\": [1.5, 2, 30, 40], \"score\": 0.75},\n"
          + "{\"image_id\": 8, \"category_id\": 3, \"bbox\": [0, 0, 5, 5], \"score\": 1e-3}]\n";

  private static final List<String> WORDS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "true",
          "NaN",
          "1e400",
          "-1",
          "0",
          "7",
          "\"7\"",
          "9",
          "\"image_id\"",
          "\"category_id\"",
          "\"bbox\"",
          "\"score\"",
          "\"area\"",
          "\"id\"",
          "[[",
          "{}",
          "[]",
          "Infinity",
          "\"iscrowd\": 1");

  private FuzzedBoxes() {}

  static List<FuzzedReader> all(Path folder) throws IOException {
    Path json = Files.createDirectories(folder.resolve("boxes-json"));
    return List.of(
        new Json("COCO detections", json, "d.json", DETECTIONS),
        new Json("COCO boxes", json, "a.json", ANNOTATIONS),
        voc(folder.resolve("boxes-voc")));
  }

  /** Detections, or the annotations that they are judged by. */
  private record Json(String name, Path folder, String damaged, String valid)
      implements FuzzedReader {
    @Override
    public List<byte[]> corpus() {
      return texts(valid);
    }

    @Override
    public List<String> words() {
      return WORDS;
    }

    @Override
    public void read(byte[] input) throws IOException {
      Files.writeString(folder.resolve("a.json"), ANNOTATIONS);
      Files.writeString(folder.resolve("d.json"), DETECTIONS);
      Files.write(folder.resolve(damaged), input);
      AnnotatedImages truth =
          AnnotationsFile.read(
                  folder.resolve("a.json"), DetectionProtocol.COCO, FaultListener.FIRST)
              .orElseThrow(Refused::new);
      Detections detections =
          DetectionsFile.read(folder.resolve("d.json"), truth, FaultListener.FIRST)
              .orElseThrow(Refused::new);
      for (double value : ObjectDetection.judge(detections, truth).metrics().values()) {
        require(Double.isNaN(value) || (value >= 0 && value <= 100.0001), "a number of " + value);
      }
      if (damaged.equals("d.json")) {
        checkDetections(input, detections);
      }
    }
  }

  /** Whole JSON without a key twice, of whose plain detections each was read as it stands. */
  private static void checkDetections(byte[] input, Detections detections) {
    JsonNode root;
    try {
      root = STRICT.readTree(new String(input, StandardCharsets.UTF_8).replace("\uFEFF", ""));
    } catch (JacksonException e) {
      if (new String(input, StandardCharsets.UTF_8).matches("(?s).*(NaN|Infinity).*")) {
        return;
      }
      throw new AssertionError("what is no JSON, or has a key twice, was accepted");
    }
    List<DetectedObject> expected = new ArrayList<>();
    for (String image : List.of("7", "8")) {
      for (JsonNode each : root) {
        if (!each.path("image_id").isIntegralNumber()
            || !each.path("category_id").isIntegralNumber()) {
          // Ids may be texts or numbers with a fraction of 0.
          return;
        }
        JsonNode box = each.path("bbox");
        require(box.size() == 4, "a box of other than four numbers was accepted");
        if (each.path("image_id").asString().equals(image)
            && each.path("category_id").asString().equals("3")) {
          expected.add(
              new DetectedObject(
                  0,
                  new Box(
                      box.get(0).doubleValue(),
                      box.get(1).doubleValue(),
                      box.get(2).doubleValue(),
                      box.get(3).doubleValue()),
                  each.path("score").doubleValue()));
        }
      }
    }
    List<DetectedObject> found = new ArrayList<>(detections.objects(0));
    found.addAll(detections.objects(1));
    require(found.equals(expected), "other detections than those of the file");
  }

  private static String object(String name, String box) {
    return "<object><name>" + name + "</name><difficult>0</difficult>" + box + "</object>\n";
  }

  private static String box(int left, int top, int right, int bottom) {
    return "<bndbox><xmin>"
        + left
        + "</xmin><ymin>"
        + top
        + "</ymin><xmax>"
        + right
        + "</xmax><ymax>"
        + bottom
        + "</ymax></bndbox>";
  }

  private static String xml(String objects) {
    return "<annotation>\n<size><width>8</width><height>8</height></size>\n"
        + objects
        + "</annotation>\n";
  }

  private static FuzzedReader voc(Path root) throws IOException {
    Path folder = root.resolve("VOCdevkit/VOC2007");
    for (String name : List.of("a", "b")) {
      image(folder.resolve("JPEGImages/" + name + ".jpg"));
      Files.createDirectories(folder.resolve("Annotations"));
      Files.writeString(
          folder.resolve("Annotations/" + name + ".xml"), xml(object("cow", box(1, 1, 8, 8))));
    }
    Files.createDirectories(folder.resolve("ImageSets/Main"));
    Files.writeString(folder.resolve("ImageSets/Main/trainval.txt"), "a\n");
    Files.writeString(folder.resolve("ImageSets/Main/test.txt"), "b\n");
    return new FuzzedDataset(
        "VOC boxes",
        root,
        descriptor(root, "{type: voc, task: detection}"),
        "VOCdevkit/VOC2007/Annotations/a.xml",
        texts(
            xml(object("cow", box(1, 1, 8, 8)) + object("dog", box(2, 3, 4, 5))),
            xml("").replace("8</width>", "9</width>")),
        List.of(
            "<object>",
            "</object>",
            "<bndbox>",
            "</bndbox>",
            "<xmin>",
            "</xmin>",
            "<ymax>-3</ymax>",
            "<size>",
            "<width>0</width>",
            "99",
            "NaN",
            "1e400",
            "-",
            "."),
        FuzzedBoxes::checkVoc);
  }

  /** Every box lies in its image, at least in part. */
  private static void checkVoc(byte[] input, Dataset dataset) {
    AnnotatedImages images = AnnotatedImages.of(dataset.train().truth());
    String text = new String(input, StandardCharsets.UTF_8);
    int objects = images.objects(0).size();
    require(objects <= text.split("<object", -1).length - 1, "more objects than the file can hold");
    for (AnnotatedObject object : images.objects(0)) {
      require(
          object.box().x() < images.width(0)
              && object.box().y() < images.height(0)
              && object.box().right() > 0
              && object.box().bottom() > 0,
          "a box outside its image");
    }
  }
}
