package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.TestFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COCO's JSON as tools of any origin write it. */
class CocoReaderTest {
  private static final String FORMAT =
      "{type: coco, folder: ., train-annotations: train.json, test-annotations: test.json,"
          + " train-images: train, test-images: test, crowd: ignore}";
  private static final String ANNOTATIONS =
      """
      {"images": [
      {"id": 7, "file_name": "a.png"},
      {"id": 8, "file_name": "b.png"}],
      "annotations": [
      {"image_id": 7, "category_id": 3, "iscrowd": 0, "area": 2.5},
      {"image_id": 8, "category_id": 90, "iscrowd": 1}],
      "categories": [
      {"id": 3, "name": "bee"},
      {"id": 90, "name": "ant"}]}
      """;
  private static final LabelMatrix LABELS = LabelMatrix.of(2, 2, new byte[] {1, 0, 0, -1});

  @TempDir Path root;
  private TestFolder folder;

  @BeforeEach
  void writeDataset() throws IOException {
    folder =
        new TestFolder(root)
            .text("train.json", ANNOTATIONS)
            .text("test.json", ANNOTATIONS.replace("\"iscrowd\": 1", "\"iscrowd\": 0"))
            .images("train/a.png", "train/b.png", "test/a.png", "test/b.png");
  }

  private Dataset train(String json) throws IOException {
    return folder.text("train.json", json).open(FORMAT);
  }

  private static String edited(String from, String to) {
    assertThat(ANNOTATIONS).contains(from);
    return ANNOTATIONS.replace(from, to);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "true", "\"1\"", "\"1.0\"", "\"true\"", "\"True\"", "1e0"})
  void aCrowdIsACrowdHoweverItIsWritten(String flag) throws IOException {
    assertThat(train(edited("\"iscrowd\": 1", "\"iscrowd\": " + flag)).train().truth())
        .isEqualTo(LABELS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0", "-0.0", "false", "\"0\"", "\"False\"", "null"})
  void anObjectIsAnObjectHoweverItIsWritten(String flag) throws IOException {
    assertThat(train(edited("\"iscrowd\": 1", "\"iscrowd\": " + flag)).train().truth())
        .isEqualTo(LabelMatrix.of(2, 2, new byte[] {1, 0, 0, 1}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "2 | 2",
        "-1 | -1",
        "0.5 | 0.5",
        "NaN | NaN",
        "\"yes\" | \"yes\"",
        "\"\" | \"\"",
        "{\"a\": 1} | an object",
        "[[1]] | a list",
      })
  void anyOtherFlagIsALocatedFault(String flag, String shown) {
    assertThatThrownBy(() -> train(edited("\"iscrowd\": 1", "\"iscrowd\": " + flag)))
        .isInstanceOf(HarnessException.class)
        .hasMessageEndingWith("train.json:6:47: iscrowd is " + shown + ", expected 1 or 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "null | null",
        "5 | 5",
        "\"x\" | \"x\"",
        "[{\"image_id\": 7}] | a list",
        "true | true",
      })
  void anEntryThatIsNoObjectEndsNoList(String entry, String shown) {
    for (String list : List.of("images", "annotations", "categories")) {
      String json = edited("\"" + list + "\": [\n", "\"" + list + "\": [" + entry + ",\n");
      assertThatThrownBy(() -> train(json))
          .hasMessageEndingWith(
              ": an entry of '" + list + "' is " + shown + ", expected an object");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"more\": 1} | :10:1: an object behind the end of the document",
        "5 | :10:1: 5 behind the end of the document",
        "] | :10:1: not valid JSON: Unexpected close marker ']': no open Array to close",
        "xyz | :10:1: not valid JSON: Unrecognized token 'xyz'",
      })
  void theDocumentEndsWhereItEnds(String behind, String fault) {
    assertThatThrownBy(() -> train(ANNOTATIONS + behind))
        .hasMessageEndingWith("train.json" + fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"area\": 2.5 | \"area\": None | :5:57: not valid JSON: Unrecognized token 'None'",
        "\"area\": 2.5 | \"area\": 0x1F | :5:58: not valid JSON: Unexpected character ('x' (code 120))",
        "\"area\": 2.5 | \"area\": +1 | not valid JSON: Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs",
        "\"bee\" | 'bee' | not valid JSON: Unexpected character (''' (code 39))",
        "\"bee\" | /* x */ \"bee\" | not valid JSON: Unexpected character ('/' (code 47)): maybe a (non-standard) comment?",
        "\"area\": 2.5 | \"iscrowd\": 1 | not valid JSON: an object has twice the key \"iscrowd\"",
        "\"area\": 2.5 | \"x\": {\"a\": 1, \"a\": 2} | not valid JSON: an object has twice the key \"a\"",
        "}]} | }] | :10:1: not valid JSON: Unexpected end-of-input: expected close marker for Object",
      })
  void brokenJsonIsLocatedWithoutAdviceToProgrammers(String from, String to, String fault) {
    assertThatThrownBy(() -> train(edited(from, to)))
        .hasMessageContaining("train.json:")
        .hasMessageEndingWith(fault);
  }

  @Test
  void aListThatIsThereTwiceIsAFault() {
    assertThatThrownBy(() -> train(edited("}]}", "}], \"images\": []}")))
        .hasMessageContaining("an object has twice the key \"images\"");
  }

  @Test
  void nestingWithoutEndIsLocated() {
    assertThatThrownBy(() -> train(edited("2.5", "[".repeat(3000) + "]".repeat(3000))))
        .hasMessageMatching("(?s).*train.json:5:5\\d\\d: not valid JSON: .*nesting depth.*500\\)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"id\": 7 | \"id\": 7.5 | :2:8: id is 7.5, expected a whole number or a text",
        "\"id\": 7 | \"id\": null | :2:8: id is null, expected a whole number or a text",
        "\"id\": 7, | | :2:1: the image has no id",
        "\"image_id\": 7 | \"image_id\": true | :5:14: image_id is true, expected a whole number or a text",
        "\"image_id\": 7 | \"image_id\": 1e999 | :5:14: image_id is 1e999, expected a whole number or a text",
        "\"image_id\": 7 | \"image_id\": \"7\" | :5:1: unknown image \"7\" with category 3; the list has 7: write ids as numbers everywhere, or as texts",
        "\"image_id\": 7 | \"image_id\": 70 | :5:1: unknown image 70 with category 3",
        "\"image_id\": 7, | | :5:1: the annotation has no image_id",
        "\"category_id\": 3, | | :5:1: the annotation has no category_id",
        "\"category_id\": 3 | \"category_id\": 91 | :5:1: unknown category 91 of image 7",
        "\"id\": 8 | \"id\": 7.0 | :3:1: image id 7 is there twice",
        "\"b.png\" | \"./a.png\" | :3:1: image './a.png' is there twice, as 7 and 8",
        "\"b.png\" | 5 | :3:24: file_name is 5, expected a text",
        "\"b.png\" | \"../test/b.png\" | :3:1: '../test/b.png' leaves the image folder",
        "\"b.png\" | \"a\\u0000b.png\" | :3:1: the image name 'a\\0b.png' has a NUL character in it",
        "\"id\": 90 | \"id\": 3 | :9:1: category id 3 is there twice",
        "\"ant\" | \"bee\" | :9:1: category name 'bee' is there twice, as 3 and 90",
        "\"ant\" | null | :9:20: name is null, expected the name of a class",
        "\"ant\" | \" \" | :9:20: name is \" \", expected the name of a class",
        "\"categories\" | \"category\" | train.json: the list 'categories' is missing",
      })
  void whatAnEntryLacksIsLocated(String from, String to, String fault) {
    assertThatThrownBy(() -> train(edited(from, to == null ? "" : to)))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void aFaultyImageIsNotUnknownToItsAnnotations() {
    assertThatThrownBy(() -> train(edited("\"a.png\"", "\"/etc/passwd\"")))
        .hasMessageContaining("is an absolute path")
        .hasMessageNotContaining("unknown image");
  }

  @Test
  void fieldsThatDoNotCountMayHoldAnything() throws IOException {
    String json =
        edited("2.5", "NaN, \"bbox\": [-Infinity, {\"iscrowd\": 5}], \"id\": null, \"name\": {}")
            .replace("\"a.png\"", "\"./a.png\", \"name\": 5, \"iscrowd\": [[2]]");
    assertThat(train("\uFEFF" + json).train().truth()).isEqualTo(LABELS);
  }

  @Test
  void namesOfClassesMayBeNumbers() throws IOException {
    folder.text("test.json", edited("\"ant\"", "9.50"));
    assertThat(train(edited("\"ant\"", "9.50")).classes()).containsExactly("bee", "9.50");
  }

  @Test
  void splitsThatDifferInTheirCategoriesAreToldHow() {
    String categories = "{\"id\": 3, \"name\": \"wasp\"}, {\"id\": 5, \"name\": \"fly\"},";
    assertThatThrownBy(
            () ->
                train(
                    edited("{\"id\": 3, \"name\": \"bee\"},", categories)
                        .replace("{\"id\": 90, \"name\": \"ant\"}", "{\"id\": 6, \"name\": \"x\"}")
                        .replace("\"category_id\": 90", "\"category_id\": 5")))
        .hasMessageContaining("test.json: its categories are not those of ")
        .hasMessageEndingWith(
            "train.json: it does not have 5 'fly', 6 'x'; it has besides 90 'ant'; it calls 3"
                + " 'bee', there 'wasp'");
  }

  @Test
  void aSplitWithoutAnnotationsSaysHowToKeepIt() throws IOException {
    String none = ANNOTATIONS.replaceAll("(?s)\"annotations\": \\[.*?\\]", "\"annotations\": []");
    assertThatThrownBy(() -> train(none))
        .hasMessageEndingWith(
            "train.json: none of its 2 images has an annotation; unannotated-images: keep would"
                + " keep them");
  }

  @Test
  void otherEncodingsAreNamed() throws IOException {
    folder.text("train.json", edited("ant", "für"), StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> folder.open(FORMAT))
        .hasMessageContaining("train.json:9:22: the COCO annotation file is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "numbers",
        "floats",
        "floats-and-numbers",
        "texts",
        "digits-as-texts",
        "beyond-64-bits",
        "texts-and-numbers",
        "alike",
      })
  void idsAreThoseOfPycocotools(String name) throws IOException {
    String json = resource(name + ".json");
    folder.text("train.json", json).text("test.json", json);
    for (int i = 0; i < 12; i++) {
      String file = String.format(Locale.ROOT, "/sub/%02d.jpg", i);
      folder.image("train" + file, i + 1).image("test" + file, i + 100);
    }
    Dataset dataset = folder.open(FORMAT.replace("ignore", "ignore, unannotated-images: keep"));
    TreeMap<String, String> found = new TreeMap<>();
    for (int row = 0; row < dataset.train().size(); row++) {
      List<String> names = new ArrayList<>();
      for (int c = 0; c < dataset.classes().size(); c++) {
        if (LabelMatrix.of(dataset.train().truth()).get(row, c) == LabelMatrix.POSITIVE) {
          names.add(dataset.classes().get(c));
        }
      }
      names.sort(null);
      found.put(dataset.train().ids().get(row), String.join(",", names));
    }
    StringBuilder lines = new StringBuilder();
    found.forEach((file, names) -> lines.append(file).append('\t').append(names).append('\n'));
    assertThat(lines.toString()).isEqualTo(resource(name + ".labels"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = CocoReaderTest.class.getResourceAsStream("/pycocotools/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
