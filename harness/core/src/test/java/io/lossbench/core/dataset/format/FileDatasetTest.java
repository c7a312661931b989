package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.DeepCheck;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VOC and CSV datasets in a miniature of their official layout. */
class FileDatasetTest {
  @TempDir Path root;
  private Path voc;

  @BeforeEach
  void writeVoc() throws IOException {
    voc = root.resolve("VOCdevkit/VOC2007");
    Path main = Files.createDirectories(voc.resolve("ImageSets/Main"));
    Files.writeString(main.resolve("trainval.txt"), "000001\n000002\n");
    Files.writeString(main.resolve("test.txt"), "000003\n");
    for (String name : VocReader.CLASSES) {
      Files.writeString(main.resolve(name + "_trainval.txt"), "000001 -1\n000002 -1\n");
      Files.writeString(main.resolve(name + "_test.txt"), "000003 -1\n");
    }
    Files.writeString(main.resolve("cat_trainval.txt"), "000001  1\n000002  0\n");
    Files.writeString(main.resolve("dog_test.txt"), "000003  0\n");
    Files.writeString(main.resolve("cat_test.txt"), "000003  1\n");
    for (String id : List.of("000001", "000002", "000003")) {
      image(voc.resolve("JPEGImages/" + id + ".jpg"), "jpg");
    }
  }

  private static void image(Path file, String format) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
    int colour = file.getFileName().toString().hashCode();
    for (int i = 0; i < 48; i++) {
      image.setRGB(i % 8, i / 8, (colour * (i + 1)) & 0xFFFFFF);
    }
    ImageIO.write(image, format, file.toFile());
  }

  private Dataset openVoc(Map<String, Object> format, InvalidImages invalid) {
    Settings settings =
        Settings.of(
                Map.of(
                    "type",
                    "voc",
                    "folder",
                    "VOCdevkit/VOC2007",
                    "train",
                    "trainval",
                    "test",
                    "test",
                    "difficult-in-training",
                    "positive",
                    "difficult-in-evaluation",
                    "ignore"))
            .overriddenBy(Settings.of(format));
    Settings descriptor =
        Settings.of(Map.of("dataset", "voc", "train-images", 5011)).with("format", settings);
    return new DatasetLoader(Formats.onClasspath(), List.of(root), Optional.empty())
        .open(descriptor, invalid);
  }

  private static final int CAT = VocReader.CLASSES.indexOf("cat");
  private static final int DOG = VocReader.CLASSES.indexOf("dog");

  @Test
  void difficultObjectsFollowTheDeclaredRule() {
    Dataset dataset = openVoc(Map.of(), InvalidImages.FAIL);
    assertThat(LabelMatrix.of(dataset.train().truth()).get(0, CAT)).isEqualTo(LabelMatrix.POSITIVE);
    assertThat(LabelMatrix.of(dataset.train().truth()).get(1, CAT)).isEqualTo(LabelMatrix.POSITIVE);
    assertThat(LabelMatrix.of(dataset.test().truth()).get(0, DOG)).isEqualTo(LabelMatrix.UNKNOWN);
    assertThat(LabelMatrix.of(dataset.test().truth()).get(0, CAT)).isEqualTo(LabelMatrix.POSITIVE);
    Dataset other =
        openVoc(
            Map.of("difficult-in-training", "negative", "difficult-in-evaluation", "positive"),
            InvalidImages.FAIL);
    assertThat(LabelMatrix.of(other.train().truth()).get(1, CAT)).isEqualTo(LabelMatrix.NEGATIVE);
    assertThat(LabelMatrix.of(other.test().truth()).get(0, DOG)).isEqualTo(LabelMatrix.POSITIVE);
    assertThat(other.fingerprint()).isNotEqualTo(dataset.fingerprint());
  }

  @Test
  void fewerImagesThanTheCompleteDatasetAreNoted() {
    assertThat(openVoc(Map.of(), InvalidImages.FAIL).notes())
        .singleElement()
        .asString()
        .contains("a subset: 2 of 5011 train images");
  }

  @Test
  void annotationsAreReadWhereClassListsAreMissing() throws IOException {
    try (var files = Files.list(voc.resolve("ImageSets/Main"))) {
      for (Path file : files.filter(f -> f.getFileName().toString().contains("_")).toList()) {
        Files.delete(file);
      }
    }
    Files.createDirectories(voc.resolve("Annotations"));
    String object =
        "<object><name>%s</name><difficult>%d</difficult><part><name>head</name></part></object>";
    for (String id : List.of("000001", "000002", "000003")) {
      String objects =
          id.equals("000001")
              ? object.formatted("cat", 1) + object.formatted("cat", 0)
              : object.formatted("dog", 1) + object.formatted("car", 0);
      Files.writeString(
          voc.resolve("Annotations/" + id + ".xml"), "<annotation>" + objects + "</annotation>");
    }
    Dataset dataset = openVoc(Map.of("difficult-in-training", "negative"), InvalidImages.FAIL);
    assertThat(LabelMatrix.of(dataset.train().truth()).get(0, CAT)).isEqualTo(LabelMatrix.POSITIVE);
    assertThat(LabelMatrix.of(dataset.train().truth()).get(1, DOG)).isEqualTo(LabelMatrix.NEGATIVE);
    assertThat(LabelMatrix.of(dataset.test().truth()).get(0, DOG)).isEqualTo(LabelMatrix.UNKNOWN);

    Path secret = Files.writeString(root.resolve("secret"), "cat");
    Files.writeString(
        voc.resolve("Annotations/000002.xml"),
        "<!DOCTYPE a [<!ENTITY x SYSTEM \""
            + secret.toUri()
            + "\">]>\n<annotation><object><name>&x;</name></object></annotation>");
    assertThatThrownBy(() -> openVoc(Map.of(), InvalidImages.FAIL))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("000002.xml:2");
  }

  @Test
  void brokenImagesAreListedAndFailUnlessSkipped() throws IOException {
    Files.delete(voc.resolve("JPEGImages/000001.jpg"));
    assertThatThrownBy(() -> openVoc(Map.of(), InvalidImages.FAIL))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("1 image of dataset 'voc' is broken")
        .hasMessageContaining("train 000001: missing");
    Dataset skipped = openVoc(Map.of(), InvalidImages.SKIP);
    assertThat(skipped.train().ids()).containsExactly("000002");
    assertThat(skipped.problems()).hasSize(1);

    Files.writeString(voc.resolve("JPEGImages/000001.jpg"), "not a picture");
    assertThat(openVoc(Map.of(), InvalidImages.SKIP).problems().get(0).reason())
        .contains("not an image");
    Files.write(voc.resolve("JPEGImages/000001.jpg"), new byte[0]);
    assertThat(openVoc(Map.of(), InvalidImages.SKIP).problems().get(0).reason()).contains("empty");
    Files.write(
        voc.resolve("JPEGImages/000001.jpg"), new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF});
    assertThat(openVoc(Map.of(), InvalidImages.SKIP).problems().get(0).reason())
        .contains("truncated");
  }

  @Test
  void anImageIsKnownByItsContentWhateverItsName() throws IOException {
    image(voc.resolve("JPEGImages/000001.jpg"), "png");
    image(voc.resolve("JPEGImages/000002.jpg"), "gif");
    Dataset dataset = openVoc(Map.of(), InvalidImages.FAIL);
    assertThat(dataset.problems()).isEmpty();
    assertThat(dataset.train().pixels().image(0).width()).isEqualTo(8);
    assertThat(DeepCheck.undecodable(dataset)).isEmpty();
  }

  @Test
  void theDeepCheckFindsWhatAHeaderDoesNotShow() throws IOException {
    Path file = voc.resolve("JPEGImages/000002.jpg");
    image(file, "png");
    byte[] png = Files.readAllBytes(file);
    png[50] ^= 0x55;
    Files.write(file, png);
    Dataset dataset = openVoc(Map.of(), InvalidImages.FAIL);
    assertThat(DeepCheck.undecodable(dataset))
        .singleElement()
        .asString()
        .startsWith("train 000002: cannot decode " + file);
  }

  @Test
  void anAlteredImageChangesTheFingerprint() throws IOException {
    String before = openVoc(Map.of(), InvalidImages.FAIL).fingerprint();
    ImageIO.write(
        new BufferedImage(9, 6, BufferedImage.TYPE_INT_RGB),
        "jpg",
        voc.resolve("JPEGImages/000001.jpg").toFile());
    assertThat(openVoc(Map.of(), InvalidImages.FAIL).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void faultyListsAreLocated() throws IOException {
    Files.writeString(voc.resolve("ImageSets/Main/cat_trainval.txt"), "000001  2\n000009  1\n");
    assertThatThrownBy(() -> openVoc(Map.of(), InvalidImages.FAIL))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("cat_trainval.txt:1: '2' is not 1, 0 or -1")
        .hasMessageContaining("cat_trainval.txt:2: expected an image of the set")
        .hasMessageContaining("says nothing about 1 images, such as 000002");
  }

  @Test
  void overlappingSplitsAreRefused() throws IOException {
    Files.writeString(voc.resolve("ImageSets/Main/test.txt"), "000002\n");
    for (String name : VocReader.CLASSES) {
      Files.writeString(voc.resolve("ImageSets/Main/" + name + "_test.txt"), "000002 -1\n");
    }
    assertThatThrownBy(() -> openVoc(Map.of(), InvalidImages.FAIL))
        .hasMessageContaining("000002 is in train and in test");
  }

  @Test
  void missingDataSaysWhereItLookedAndWhatToDo() {
    Settings descriptor =
        Settings.of(Map.of("dataset", "voc"))
            .with(
                "format",
                Settings.of(
                    Map.of(
                        "type", "voc",
                        "folder", "VOCdevkit/VOC2007",
                        "train", "trainval",
                        "test", "test")));
    assertThatThrownBy(
            () ->
                new DatasetLoader(
                        Formats.onClasspath(), List.of(root.resolve("elsewhere")), Optional.empty())
                    .open(descriptor, InvalidImages.FAIL))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("elsewhere")
        .hasMessageContaining("DIR/VOCdevkit/VOC2007/JPEGImages/*.jpg")
        .hasMessageContaining("--data DIR");
  }

  private Dataset openCsv(String table) throws IOException {
    return openCsv(table, List.of());
  }

  private Dataset openCsv(String table, List<String> classes) throws IOException {
    Files.writeString(root.resolve("mine.csv"), table);
    Settings format =
        Settings.of(
            Map.of(
                "type",
                "csv",
                "file",
                "mine.csv",
                "images",
                "pictures",
                "classes",
                classes,
                "train",
                "train",
                "test",
                "test"));
    return new DatasetLoader(Formats.onClasspath(), List.of(root), Optional.empty())
        .open(Settings.of(Map.of("dataset", "mine")).with("format", format), InvalidImages.FAIL);
  }

  @Test
  void aCsvTableIsADataset() throws IOException {
    image(root.resolve("pictures/a.png"), "png");
    image(root.resolve("pictures/b, too.png"), "png");
    Dataset dataset = openCsv("image,labels,split\na.png,dog;cat,train\n\"b, too.png\",dog,test\n");
    assertThat(dataset.classes()).containsExactly("cat", "dog");
    assertThat(dataset.train().truth()).isEqualTo(LabelMatrix.of(1, 2, new byte[] {1, 1}));
    assertThat(dataset.test().truth()).isEqualTo(LabelMatrix.of(1, 2, new byte[] {0, 1}));
  }

  @Test
  void csvFaultsAreLocated() throws IOException {
    image(root.resolve("pictures/a.png"), "png");
    assertThatThrownBy(
            () -> openCsv("image,labels,split\n../secret.png,cat,train\na.png,cat,tset\n"))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("mine.csv:2: '../secret.png' leaves the image folder")
        .hasMessageContaining("mine.csv:3: unknown split 'tset'; did you mean 'test'?");
    assertThatThrownBy(
            () ->
                openCsv("image,labels,split\na.png,cta,train\n,cat,test\n", List.of("cat", "dog")))
        .hasMessageContaining("mine.csv:2: unknown label 'cta'; did you mean 'cat'?");
    assertThatThrownBy(
            () -> openCsv("image,labels,split\na.png,cat,train\na.png,cat,train\nb.png,cat,test\n"))
        .hasMessageContaining("a.png is twice in train");
    assertThatThrownBy(() -> openCsv("picture,labels,split\n"))
        .hasMessageContaining("expected the columns image,labels,split");
  }
}
