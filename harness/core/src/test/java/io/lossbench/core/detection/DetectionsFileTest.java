package io.lossbench.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anyone's detections and annotations: what is refused, and where; what is left out. */
class DetectionsFileTest {
  @TempDir Path folder;
  private final List<String> heard = new ArrayList<>();
  private final FaultListener listener =
      new FaultListener() {
        @Override
        public void fault(Path file, long line, long column, String message) {
          heard.add(file.getFileName() + ":" + line + ":" + column + ": " + message);
        }

        @Override
        public void note(String sentence) {
          heard.add("note: " + sentence);
        }
      };

  private AnnotatedImages truth() throws IOException {
    return annotations(
            "{\"id\": 1, \"image_id\": 7, \"category_id\": 3, \"bbox\": [0, 0, 9, 9], \"area\": 81}")
        .orElseThrow();
  }

  private Optional<AnnotatedImages> annotations(String objects) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.json"),
            "{\"images\": [{\"id\": 7}, {\"id\": \"b\"}], \"categories\": [{\"id\": 3, \"name\": \"ant\"}],\n"
                + "\"annotations\": ["
                + objects
                + "]}");
    return AnnotationsFile.read(file, DetectionProtocol.COCO, listener);
  }

  private Optional<Detections> detections(String text) throws IOException {
    return DetectionsFile.read(
        Files.writeString(folder.resolve("d.json"), text), truth(), listener);
  }

  private static String detection(String image, String category, String box, String score) {
    return "{\"image_id\": "
        + image
        + ", \"category_id\": "
        + category
        + ", \"bbox\": "
        + box
        + ", \"score\": "
        + score
        + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          7 | 3 | [0, 0, NaN, 4] | 0.5 | a number of bbox is NaN, expected a number
          7 | 3 | [0, 0, 1e999, 4] | 0.5 | a number of bbox is 1e999, expected a number
          7 | 3 | [0, 0, 1e200, 4] | 0.5 | a number of bbox is 1e200, more pixels than an image has
          7 | 3 | [-1e200, 0, 4, 4] | 0.5 | a number of bbox is -1e200, more pixels than an image has
          7 | 3 | [0, 2147483648, 4, 4] | 0.5 | a number of bbox is 2147483648, more pixels than an image has
          7 | 3 | [0, 0, 4] | 0.5 | bbox has 3 numbers, expected [x, y, width, height]
          7 | 3 | [0, 0, "4", 4] | 0.5 | a number of bbox is "4", expected a number
          7 | 3 | [8, 8, -2, 4] | 0.5 | bbox has a negative width, -2.0; expected [x, y, width, height]
          7 | 3 | {} | 0.5 | bbox is an object, expected [x, y, width, height]
          7 | 3 | [0, 0, 4, 4] | NaN | score is NaN, expected a number
          7 | 3 | [0, 0, 4, 4] | null | score is null, expected a number
          "7" | 3 | [0, 0, 4, 4] | 0.5 | unknown image "7", which the annotations do not have; the list has 7: write ids as numbers everywhere, or as texts
          8 | 3 | [0, 0, 4, 4] | 0.5 | unknown image 8, which the annotations do not have
          [7] | 3 | [0, 0, 4, 4] | 0.5 | image_id is a list, expected a whole number or a text
          """)
  void refusesADetectionWhereItStands(
      String image, String category, String box, String score, String message) throws IOException {
    assertThat(detections("[\n" + detection(image, category, box, score) + "]")).isEmpty();
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0)).startsWith("d.json:2:").endsWith(": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"images": []} | d.json:1:1: expected a list of detections, [{"image_id", "category_id", "bbox", "score"}, ...], found an object
          [{"image_id": 7, "category_id": 3, "score": 1}] | d.json:1:2: the detection has no bbox
          [3] | d.json:1:2: an entry of the file is 3, expected an object
          [] [] | d.json:1:4: a list behind the end of the document
          [{"image_id": 7, | d.json:1:17: not valid JSON: Unexpected end-of-input in an object
          """)
  void refusesAFileThatIsNone(String text, String fault) throws IOException {
    assertThat(detections(text)).isEmpty();
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0)).startsWith(fault.substring(0, Math.min(fault.length(), 40)));
  }

  @Test
  void theEmptyListIsNoFault() throws IOException {
    assertThat(detections("[]").orElseThrow().count()).isZero();
    assertThat(heard).isEmpty();
  }

  /** As pycocotools leaves them out. */
  @Test
  void otherCategoriesAreCounted() throws IOException {
    Detections read =
        detections(
                "["
                    + detection("7", "4", "[0, 0, 4, 4]", "1")
                    + ","
                    + detection("\"b\"", "3.0", "[0, 0, 4, 4]", "-2.5")
                    + ","
                    + detection("7", "\"3\"", "[0, 0, 4, 4]", "1")
                    + ","
                    + detection("7", "4", "[0, 0, 4, 4]", "1")
                    + "]")
            .orElseThrow();
    assertThat(read.objects(0)).isEmpty();
    assertThat(read.objects(1)).containsExactly(new DetectedObject(0, new Box(0, 0, 4, 4), -2.5));
    assertThat(heard)
        .containsExactly(
            "note: left out: 2 detections of category 4, which is not among the annotations'"
                + " categories",
            "note: left out: 1 detection of category \"3\", which is not among the annotations'"
                + " categories; the list has 3: write ids as numbers everywhere, or as texts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"id": 0, "image_id": 7, "category_id": 3, "bbox": [0, 0, 9, 9], "area": 81} | annotation id 0: pycocotools takes it for no match; number annotations from 1
          {"image_id": 7, "category_id": 3, "bbox": [0, 0, 9, 9], "area": 81} | the annotation has no id
          {"id": 1, "image_id": 7, "category_id": 3, "area": 81} | the annotation has no bbox
          {"id": 1, "image_id": 7, "category_id": 3, "bbox": [0, 0, 9, 9]} | the annotation has no area, by which objects count as small, medium or large; write that of the outline, or of the box
          {"id": 1, "image_id": 7, "category_id": 3, "bbox": [0, 0, 9, 9], "area": -1} | the annotation has an area of -1.0
          {"id": 1, "image_id": 7, "category_id": 3, "bbox": [0, 0, 9, 9], "area": NaN} | area is NaN, expected a number
          {"id": 1, "image_id": 7, "category_id": 3, "bbox": [0, 0, 9, 1e200], "area": 81} | a number of bbox is 1e200, more pixels than an image has
          {"id": 1, "image_id": 8, "category_id": 3, "bbox": [0, 0, 9, 9], "area": 81} | unknown image 8 with category 3
          {"id": 1, "image_id": 7, "category_id": 4, "bbox": [0, 0, 9, 9], "area": 81} | unknown category 4 of image 7
          {"id": 1, "image_id": 7, "category_id": 3, "bbox": [0, 0, 9, 9], "area": 81, "iscrowd": 2} | iscrowd is 2, expected 1 or 0
          """)
  void refusesAnAnnotationWhereItStands(String object, String message) throws IOException {
    assertThat(annotations("\n" + object)).isEmpty();
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0)).startsWith("a.json:3:").endsWith(": " + message);
  }

  @Test
  void refusesIdsThatAreThereTwice() throws IOException {
    String object =
        "{\"id\": 5, \"image_id\": 7, \"category_id\": 3, \"bbox\": [0, 0, 9, 9], \"area\": 81}";
    assertThat(annotations(object + ",\n" + object)).isEmpty();
    assertThat(heard).containsExactly("a.json:3:1: annotation id 5 is there twice");
  }

  /** What pycocotools overwrites is a note under COCO's rules, and heeded under VOC's. */
  @Test
  void ignoreIsHeededByVocOnly() throws IOException {
    String object =
        "{\"id\": 5, \"image_id\": 7, \"category_id\": 3, \"bbox\": [0, 0, 9, 9], \"area\": 81,"
            + " \"ignore\": 1}";
    assertThat(annotations(object).orElseThrow().objects(0).get(0).standing())
        .isEqualTo(Standing.OBJECT);
    assertThat(heard)
        .containsExactly(
            "note: 1 annotation is marked with 'ignore', which COCO's evaluation overwrites by"
                + " 'iscrowd'; VOC's heeds it");
    assertThat(
            AnnotationsFile.read(folder.resolve("a.json"), DetectionProtocol.VOC, listener)
                .orElseThrow()
                .objects(0)
                .get(0)
                .standing())
        .isEqualTo(Standing.IGNORED);
  }
}
