package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code score} of detections: both protocols, and what it refuses. */
class ScoreDetectionsTest {
  @TempDir Path folder;

  private Path annotations() throws IOException {
    return Files.writeString(
        folder.resolve("annotations.json"),
        """
        {"images": [{"id": 1}, {"id": 2}],
         "categories": [{"id": 3, "name": "bee"}, {"id": 5, "name": "ant"}],
         "annotations": [
        {"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 40, 40], "area": 1600, "iscrowd": 0},
        {"id": 2, "image_id": 2, "category_id": 3, "bbox": [0, 0, 40, 40], "area": 1600, "ignore": 1}]}
        """);
  }

  private Path detections(String box) throws IOException {
    return Files.writeString(
        folder.resolve("detections.json"),
        """
        [{"image_id": 1, "category_id": 3, "bbox": %s, "score": 0.9},
        {"image_id": 2, "category_id": 5, "bbox": [1, 1, 5, 5], "score": 0.8},
        {"image_id": 2, "category_id": 4, "bbox": [1, 1, 5, 5], "score": 0.8}]
        """
            .formatted(box));
  }

  private Cli score(Path detections, Path annotations, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("score", detections.toString(), annotations.toString()));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(new String[0]));
  }

  /** One of two objects is found exactly: precision 1 up to a recall of a half, 51 of 101. */
  @Test
  void cocosTwelveNumbersComeFirst() throws IOException {
    Cli scored = score(detections("[0, 0, 40, 40]"), annotations());
    assertThat(scored.code()).as(scored.err()).isEqualTo(ExitCode.OK);
    assertThat(scored.out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "AP 50.4950",
            "AP50 50.4950",
            "AP75 50.4950",
            "APs NaN",
            "APm 50.4950",
            "APl NaN",
            "AR1 50.0000",
            "AR10 50.0000",
            "AR100 50.0000",
            "ARs NaN",
            "ARm 50.0000",
            "ARl NaN",
            "",
            "class objects AP",
            "bee 2 50.4950",
            "ant 0 NaN");
    assertThat(scored.err())
        .contains("note: 2 images, 1.0000 objects per image", "; 2 detections")
        .contains("note: left out: 1 detection of category 4, which is not among")
        .contains("note: 1 annotation is marked with 'ignore', which COCO's evaluation overwrites")
        .contains("note: 1 of 2 classes have no object to be found");
  }

  /** The ignored object need not be found. */
  @Test
  void vocHeedsWhatIsIgnored() throws IOException {
    Cli scored =
        score(detections("[0, 0, 40, 40]"), annotations(), "--protocol", "voc", "--format", "json");
    JsonNode document = JsonMapper.builder().build().readTree(scored.out());
    assertThat(document.get("protocol").asString()).isEqualTo("voc");
    assertThat(document.get("metrics").get("AP-voc07").asDouble()).isCloseTo(100, within(1e-9));
    assertThat(document.get("metrics").get("AP-voc10").asDouble()).isCloseTo(100, within(1e-9));
    assertThat(document.get("metrics").get("AP").asDouble()).isCloseTo(100, within(1e-9));
    assertThat(document.get("classes").get(1).asString()).isEqualTo("ant");
    assertThat(document.get("perClassAp").size()).isEqualTo(2);
    assertThat(scored.err()).doesNotContain("'ignore'");
  }

  @Test
  void whatIsWrongHasAPlace() throws IOException {
    Cli broken = score(detections("[0, 0, NaN, 40]"), annotations());
    assertThat(broken.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(broken.err())
        .contains("the detections cannot be used:")
        .containsPattern("detections.json:1:\\d+: a number of bbox is NaN, expected a number")
        .doesNotContain("Exception");
    Path text = Files.writeString(folder.resolve("text.json"), "{\"images\": [");
    Cli cut = score(detections("[0, 0, 1, 1]"), text);
    assertThat(cut.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(cut.err())
        .contains("the annotations cannot be used:", "text.json:1:", "not valid JSON");
    Cli missing = score(folder.resolve("none.json"), annotations());
    assertThat(missing.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(missing.err()).contains("there is no COCO result file");
  }

  /** Every number would be undefined. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'images': [], 'categories': [], 'annotations': []}",
        "{'images': [], 'categories': [{'id': 3, 'name': 'bee'}], 'annotations': []}",
        "{'images': [{'id': 1}, {'id': 2}], 'categories': [{'id': 3, 'name': 'bee'}], 'annotations': []}",
        "{'images': [{'id': 1}, {'id': 2}], 'categories': [{'id': 3, 'name': 'bee'}], 'annotations':"
            + " [{'id': 1, 'image_id': 1, 'category_id': 3, 'bbox': [0, 0, 4, 4], 'area': 16, 'iscrowd': 1}]}"
      })
  void annotationsWithoutAnObjectToBeFoundAreRefused(String annotations) throws IOException {
    Path file = Files.writeString(folder.resolve("none.json"), annotations.replace('\'', '"'));
    Path detections = Files.writeString(folder.resolve("empty.json"), "[]");
    for (String protocol : List.of("coco", "voc")) {
      Cli scored = score(detections, file, "--protocol", protocol);
      assertThat(scored.code()).isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(scored.err())
          .contains("none.json: no image has an object to be found", "there is nothing to judge")
          .doesNotContain("NaN");
      assertThat(scored.out()).isEmpty();
    }
  }

  @Test
  void optionsOfTheOtherKindAreRefused() throws IOException {
    Path detections = detections("[0, 0, 40, 40]");
    assertThat(score(detections, annotations(), "--top-k", "3").err())
        .contains("--top-k is for scores in .npy files, not for detections");
    assertThat(score(detections, annotations(), "--logits").code()).isEqualTo(ExitCode.USAGE);
    Cli mixed = score(detections, folder.resolve("labels.npy"));
    assertThat(mixed.code()).isEqualTo(ExitCode.USAGE);
    assertThat(mixed.err()).contains("detections and annotations are both .json");
    Cli scores = score(folder.resolve("s.npy"), folder.resolve("l.npy"), "--protocol", "voc");
    assertThat(scores.code()).isEqualTo(ExitCode.USAGE);
    assertThat(scores.err()).contains("--protocol is for detections in .json files");
  }
}
