package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COCO, NUS-WIDE, OpenImages and image folders, read from miniatures in their official layout. */
class OfficialLayoutsTest {
  @TempDir Path root;

  /** A descriptor with the format's defaults. */
  private Settings descriptor(String name, String type, Map<String, ?> settings)
      throws IOException {
    StringBuilder yaml =
        new StringBuilder("dataset: " + name + "\nformat:\n  type: " + type + "\n");
    settings.forEach(
        (key, value) -> yaml.append("  ").append(key).append(": ").append(value).append('\n'));
    Path folder = Files.createDirectories(root.resolve("descriptors"));
    Files.writeString(folder.resolve(name + ".yaml"), yaml);
    return new SuiteReader(Definitions.builtIn(), folder).descriptor(name).orElseThrow();
  }

  private Dataset open(Settings descriptor) {
    return new DatasetLoader(Formats.onClasspath(), List.of(root), Optional.empty())
        .open(descriptor, InvalidImages.FAIL);
  }

  private void write(Settings descriptor) {
    Format format = Formats.onClasspath().create(descriptor.settings("format"));
    format.writeMiniature(new Miniature(root));
  }

  private Dataset miniature(String type, Map<String, ?> settings) throws IOException {
    Settings descriptor = descriptor("mini", type, settings);
    write(descriptor);
    return open(descriptor);
  }

  private static String coco(String annotations) {
    return """
        {"images": [{"id": 7, "file_name": "a.jpg"}, {"file_name": "b.jpg", "id": 8}, {"id": 9, "file_name": "c.jpg"}],
         "annotations": [%s],
         "categories": [{"id": 90, "name": "ant"}, {"id": 3, "name": "bee", "supercategory": {"x": [1]}}]}
        """
        .formatted(annotations);
  }

  private static String object(int image, int category, int crowd) {
    return "{\"segmentation\": [[1.5, 2]], \"iscrowd\": %d, \"image_id\": %d, \"category_id\": %d, \"id\": 1}"
        .formatted(crowd, image, category);
  }

  private void writeCocoImages() throws IOException {
    write(descriptor("c", "coco", Map.of()));
    for (String split : List.of("train2014", "val2014")) {
      Path images = root.resolve("coco2014/" + split);
      Path one;
      try (var files = Files.list(images)) {
        one = files.filter(f -> f.toString().endsWith(".jpg")).findFirst().orElseThrow();
      }
      for (String name : List.of("a.jpg", "b.jpg", "c.jpg")) {
        Files.copy(
            one,
            images.resolve(split.charAt(0) + name),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Settings cocoDescriptor(Map<String, ?> settings) throws IOException {
    return descriptor("c", "coco", settings);
  }

  private void writeCoco(String train) throws IOException {
    Path folder = root.resolve("coco2014/annotations");
    Files.writeString(
        folder.resolve("instances_train2014.json"), train.replaceAll("\"([abc]).jpg", "\"t$1.jpg"));
    Files.writeString(
        folder.resolve("instances_val2014.json"),
        coco(object(8, 3, 0)).replaceAll("\"([abc]).jpg", "\"v$1.jpg"));
  }

  @Test
  void cocoFollowsItsProtocolFields() throws IOException {
    writeCocoImages();
    Settings asPublished = cocoDescriptor(Map.of());
    writeCoco(coco(object(7, 90, 0) + "," + object(8, 90, 1) + "," + object(8, 3, 0)));
    Dataset dataset = open(asPublished);
    assertThat(dataset.classes()).containsExactly("bee", "ant");
    // The third image has no annotation and is left out.
    assertThat(dataset.train().ids()).containsExactly("ta.jpg", "tb.jpg");
    assertThat(dataset.train().truth()).isEqualTo(LabelMatrix.of(2, 2, new byte[] {0, 1, 1, 1}));
    assertThat(dataset.notes()).anyMatch(note -> note.startsWith("without 1 train images"));

    Dataset other =
        open(
            cocoDescriptor(
                Map.of("crowd", "ignore", "class-order", "name", "unannotated-images", "keep")));
    assertThat(other.classes()).containsExactly("ant", "bee");
    assertThat(other.train().truth())
        .isEqualTo(LabelMatrix.of(3, 2, new byte[] {1, 0, -1, 1, 0, 0}));
    assertThat(other.fingerprint()).isNotEqualTo(dataset.fingerprint());
  }

  @Test
  void faultsInCocoAnnotationsAreLocated() throws IOException {
    writeCocoImages();
    Settings descriptor = cocoDescriptor(Map.of());
    writeCoco(
        coco(object(7, 91, 0) + ",\n" + object(70, 3, 0))
            .replace("\"c.jpg\"}]", "\"c.jpg\"}, {\"id\": 7, \"file_name\": \"d.jpg\"}]"));
    assertThatThrownBy(() -> open(descriptor))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("instances_train2014.json:1:")
        .hasMessageContaining("image id 7 is there twice")
        .hasMessageContaining("instances_train2014.json:2:18: unknown category 91 of image 7")
        .hasMessageContaining("instances_train2014.json:3:1: unknown image 70");
    writeCoco(coco(object(7, 3, 0)).substring(0, 150));
    assertThatThrownBy(() -> open(descriptor))
        .hasMessageContaining("instances_train2014.json:2:38: not valid JSON");
    writeCoco(coco(object(7, 3, 0)).replace("a.jpg", "../../secret.jpg"));
    assertThatThrownBy(() -> open(descriptor)).hasMessageContaining("leaves the image folder");
  }

  @Test
  void cocosMiniatureHasEightyClassesAndGapsInItsIds() throws IOException {
    Dataset dataset = miniature("coco", Map.of());
    assertThat(dataset.classes()).hasSize(80);
    assertThat(dataset.train().ids())
        .hasSize(23)
        .allMatch(id -> id.startsWith("COCO_train2014_0000"));
    assertThat(LabelMatrix.of(dataset.test().truth()).positivesPerRow()).isBetween(1.0, 5.0);
  }

  @Test
  void bothFormsOfNusWideAgree() throws IOException {
    Dataset paper = miniature("nus-wide-csv", Map.of());
    Dataset released = miniature("nus-wide", Map.of());
    assertThat(paper.train().size()).isEqualTo(released.train().size());
    // The table knows the concepts that occur, the lists know all 81.
    assertThat(released.classes()).hasSize(81).containsAll(paper.classes());
    for (int row = 0; row < paper.train().size(); row++) {
      for (int c = 0; c < paper.classes().size(); c++) {
        assertThat(LabelMatrix.of(paper.train().truth()).get(row, c))
            .isEqualTo(
                LabelMatrix.of(released.train().truth())
                    .get(row, released.classes().indexOf(paper.classes().get(c))));
      }
    }
  }

  @Test
  void faultsInNusWideAreLocated() throws IOException {
    miniature("nus-wide", Map.of());
    Path labels = root.resolve("nus-wide/Groundtruth/TrainTestLabels/Labels_concept05_Train.txt");
    List<String> lines = Files.readAllLines(labels);
    lines.set(3, "2");
    Files.write(labels, lines);
    Settings released = descriptor("n", "nus-wide", Map.of());
    assertThatThrownBy(() -> open(released))
        .hasMessageContaining("Labels_concept05_Train.txt:4: '2' is not 0 or 1");
    Files.write(labels, lines.subList(0, 5));
    assertThatThrownBy(() -> open(released))
        .hasMessageContaining("Labels_concept05_Train.txt: has 5 lines, the image list has 24");

    Files.writeString(
        root.resolve("nus-wide/nus_wid_data.csv"),
        "filepath,label,split_name\nimages/a.jpg,\"['sky'\",train\n../../b.jpg,['sky'],vla\n");
    Settings paper = descriptor("p", "nus-wide-csv", Map.of());
    assertThatThrownBy(() -> open(paper))
        .hasMessageContaining("nus_wid_data.csv:2: '['sky'' is not a list")
        .hasMessageContaining("nus_wid_data.csv:3: unknown split 'vla'; did you mean 'val'?");
  }

  @Test
  void pythonListsAreReadAsPythonPrintsThem() {
    assertThat(NusWideCsvReader.labels("['clouds', 'sky']").orElseThrow())
        .containsExactly("clouds", "sky");
    assertThat(NusWideCsvReader.labels("[\"tom's\", 'a, b', 'it\\'s']").orElseThrow())
        .containsExactly("tom's", "a, b", "it's");
    assertThat(NusWideCsvReader.labels(" [] ").orElseThrow()).isEmpty();
    for (String wrong : List.of("clouds", "['a' 'b']", "['a',, 'b']", "[a]")) {
      assertThat(NusWideCsvReader.labels(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void openImagesKnowsOnlyWhatWasVerified() throws IOException {
    Dataset dataset = miniature("open-images", Map.of());
    assertThat(dataset.classes()).hasSize(60).contains("Class, 3 /m/0003");
    assertThat(dataset.train().ids()).hasSize(24).contains("f00d000000000000");
    long known = 0;
    for (int c = 0; c < 60; c++) {
      known += LabelMatrix.of(dataset.train().truth()).column(c).rows().length;
    }
    assertThat(known).isBetween(24L * 5, 24L * 15);
    Dataset negatives = miniature("open-images", Map.of("unverified-in-training", "negative"));
    assertThat(LabelMatrix.of(negatives.train().truth()).column(7).rows()).hasSize(24);
    assertThat(LabelMatrix.of(negatives.test().truth()).column(7).rows()).hasSizeLessThan(16);
  }

  @Test
  void theOpenImagesIndexIsReadBackFromTheCacheAndFollowsTheTable() throws IOException {
    Settings descriptor = descriptor("o", "open-images", Map.of());
    write(descriptor);
    Optional<Path> cache = Optional.of(root.resolve("cache"));
    Dataset first =
        new DatasetLoader(Formats.onClasspath(), List.of(root), cache)
            .open(descriptor, InvalidImages.FAIL);
    Path kept = root.resolve("cache/open-images");
    List<Path> indices;
    try (var files = Files.list(kept)) {
      indices = files.toList();
    }
    assertThat(indices).hasSize(2);
    Dataset again =
        new DatasetLoader(Formats.onClasspath(), List.of(root), cache)
            .open(descriptor, InvalidImages.FAIL);
    assertThat(again.fingerprint()).isEqualTo(first.fingerprint());
    // A damaged index is made anew.
    for (Path index : indices) {
      Files.write(index, new byte[30]);
    }
    assertThat(
            new DatasetLoader(Formats.onClasspath(), List.of(root), cache)
                .open(descriptor, InvalidImages.FAIL)
                .fingerprint())
        .isEqualTo(first.fingerprint());
    Path table = root.resolve("openimages/oidv6-train-annotations-human-imagelabels.csv");
    Files.writeString(table, Files.readString(table) + "f00d000000000000,verification,/m/003b,0\n");
    assertThat(
            new DatasetLoader(Formats.onClasspath(), List.of(root), cache)
                .open(descriptor, InvalidImages.FAIL)
                .fingerprint())
        .isNotEqualTo(first.fingerprint());
  }

  @Test
  void faultsInOpenImagesTablesAreLocated() throws IOException {
    miniature("open-images", Map.of());
    Path table = root.resolve("openimages/test-annotations-human-imagelabels.csv");
    Files.writeString(
        table,
        "ImageID,Source,LabelName,Confidence\n"
            + "f00d00000000zz00,v,/m/0001,1\nf00d,v,/m/0001,1\nf00d000000001000,v,/m/0001,0.5\n"
            + "f00d000000001000,v,/m/unknown,1\n");
    Settings descriptor = descriptor("o", "open-images", Map.of());
    assertThatThrownBy(() -> open(descriptor))
        .hasMessageContaining("imagelabels.csv:2: 'f00d00000000zz00' is not an image id")
        .hasMessageContaining("imagelabels.csv:3: 'f00d' is not an image id")
        .hasMessageContaining("imagelabels.csv:4: confidence '0.5' is neither 0 nor 1");
    Files.writeString(table, "ImageID,LabelName\n");
    assertThatThrownBy(() -> open(descriptor)).hasMessageContaining("imagelabels.csv:1: expected");
  }

  @Test
  void rowNumbersCountKeysInTheOrderOfTheirAppearance() {
    RowNumbers numbers = new RowNumbers();
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < 5000; i++) {
        // Keys that collide in their low bits, zero among them.
        assertThat(numbers.of((long) i << 40)).isEqualTo(i);
      }
    }
    assertThat(numbers.size()).isEqualTo(5000);
    assertThat(numbers.keys()).hasSize(5000).startsWith(0L, 1L << 40);
  }

  @Test
  void anImageFolderHasOneClassAnImage() throws IOException {
    Dataset dataset = miniature("image-folder", Map.of("folder", "birds"));
    assertThat(dataset.task()).isEqualTo(new SingleLabel());
    assertThat(dataset.classes()).hasSize(6);
    assertThat(LabelMatrix.of(dataset.train().truth()).positivesPerRow()).isEqualTo(1);
    Files.createDirectories(root.resolve("birds/test/unheard-of"));
    Settings descriptor = descriptor("f", "image-folder", Map.of("folder", "birds"));
    assertThatThrownBy(() -> open(descriptor))
        .hasMessageContaining("unheard-of: a class without training images");
  }

  @Test
  void missingDataShowsTheLayoutThatIsExpected() throws IOException {
    Settings descriptor = descriptor("m", "coco", Map.of());
    assertThatThrownBy(() -> open(descriptor))
        .hasMessageContaining("coco2014/annotations/instances_train2014.json was not found in")
        .hasMessageContaining("DIR/coco2014/val2014/*.jpg");
  }

  @Test
  void aChangedImageIsNoticedAlthoughItsSizeAndTimeAreKept() throws IOException {
    Settings descriptor = descriptor("f", "image-folder", Map.of("folder", "birds"));
    write(descriptor);
    Optional<Path> cache = Optional.of(root.resolve("cache"));
    String before =
        new DatasetLoader(Formats.onClasspath(), List.of(root), cache)
            .open(descriptor, InvalidImages.FAIL)
            .fingerprint();
    Path image = root.resolve("birds/train/class0/0000.jpg");
    byte[] content = Files.readAllBytes(image);
    var time = Files.getLastModifiedTime(image);
    content[content.length / 2] ^= 1;
    Files.write(image, content);
    Files.setLastModifiedTime(image, time);
    assertThat(
            new DatasetLoader(Formats.onClasspath(), List.of(root), cache)
                .open(descriptor, InvalidImages.FAIL)
                .fingerprint())
        .isNotEqualTo(before);
  }
}
