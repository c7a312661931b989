package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.Miniature;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.detection.Standing;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COCO, VOC and generated scenes where their objects are asked for. */
class BoxFormatsTest {
  @TempDir Path root;

  private Settings descriptor(String format) throws IOException {
    Path folder = Files.createDirectories(root.resolve("descriptors"));
    Files.writeString(folder.resolve("d.yaml"), "dataset: d\nformat: " + format + "\n");
    return new SuiteReader(Definitions.builtIn(), folder).descriptor("d").orElseThrow();
  }

  private Dataset open(String format) throws IOException {
    return new DatasetLoader(Formats.onClasspath(), List.of(root), Optional.empty())
        .open(descriptor(format), InvalidImages.FAIL);
  }

  private Dataset miniature(String format) throws IOException {
    Formats.onClasspath()
        .create(descriptor(format).settings("format"))
        .writeMiniature(new Miniature(root));
    return open(format);
  }

  private static List<AnnotatedObject> objects(Split split) {
    AnnotatedImages images = AnnotatedImages.of(split.truth());
    return IntStream.range(0, images.rows())
        .boxed()
        .flatMap(row -> images.objects(row).stream())
        .toList();
  }

  private static long count(Split split, Standing standing) {
    return objects(split).stream().filter(each -> each.standing() == standing).count();
  }

  /** Whoever reads classes and whoever reads boxes of the same files finds the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {"coco, unannotated-images: keep, crowd: ignore", "voc", "generated-scenes"})
  void boxesAreThoseOfTheLabels(String format) throws IOException {
    Dataset labels = miniature("{type: " + format + "}");
    Dataset boxes = open("{task: detection, type: " + format + "}");
    assertThat(boxes.task()).isEqualTo(new ObjectDetection());
    assertThat(boxes.classes()).isEqualTo(labels.classes());
    assertThat(boxes.fingerprint()).isNotEqualTo(labels.fingerprint());
    for (List<Split> both :
        List.of(List.of(labels.train(), boxes.train()), List.of(labels.test(), boxes.test()))) {
      assertThat(both.get(1).ids()).isEqualTo(both.get(0).ids());
      LabelMatrix matrix = LabelMatrix.of(both.get(0).truth());
      AnnotatedImages images = AnnotatedImages.of(both.get(1).truth());
      byte[] row = new byte[matrix.classes()];
      for (int i = 0; i < images.rows(); i++) {
        byte[] ofBoxes = new byte[row.length];
        for (AnnotatedObject object : images.objects(i)) {
          boolean found = object.standing() == Standing.OBJECT;
          boolean hidden = format.equals("generated-scenes") && !found;
          byte label = found ? LabelMatrix.POSITIVE : LabelMatrix.UNKNOWN;
          if (!hidden && ofBoxes[object.category()] != LabelMatrix.POSITIVE) {
            ofBoxes[object.category()] = label;
          }
          assertThat(object.box().x()).isBetween(0.0, images.width(i) - 1.0);
          assertThat(object.box().right()).isBetween(1.0, (double) images.width(i));
          assertThat(object.box().bottom()).isBetween(1.0, (double) images.height(i));
          assertThat(object.area()).isPositive().isLessThanOrEqualTo(object.box().area());
        }
        matrix.copyRow(i, row);
        assertThat(ofBoxes).as("%s", both.get(0).ids().get(i)).isEqualTo(row);
      }
    }
  }

  /** A suite can be checked before its data is there. */
  @ParameterizedTest
  @ValueSource(strings = {"coco", "voc", "generated-scenes"})
  void theDescriptorAloneTellsTheTask(String format) throws IOException {
    for (String task : List.of("detection", "multi-label")) {
      Settings descriptor = descriptor("{type: " + format + ", task: " + task + "}");
      assertThat(Formats.onClasspath().create(descriptor.settings("format")).task())
          .contains(Tasks.named(task));
    }
    Settings silent = descriptor("{type: " + format + "}");
    assertThat(Formats.onClasspath().create(silent.settings("format")).task())
        .contains(Tasks.named("multi-label"));
  }

  @Test
  void theAnswerToHiddenObjectsOfScenesIsNotAskedFor() throws IOException {
    Dataset scenes = open("{type: generated-scenes, task: detection, train: 300, test: 100}");
    assertThat(count(scenes.test(), Standing.IGNORED)).isBetween(1L, 60L);
    assertThat(count(scenes.test(), Standing.OBJECT)).isBetween(250L, 330L);
    Dataset lossy =
        open(
            "{type: generated-scenes, task: detection, train: 300, test: 100, missing-labels: 0.3}");
    assertThat((double) count(lossy.train(), Standing.OBJECT))
        .isCloseTo(0.7 * count(scenes.train(), Standing.OBJECT), within(60.0));
    assertThat(objects(lossy.test())).isEqualTo(objects(scenes.test()));
  }

  /** Where an object is drawn over the background, its box ends where the object does. */
  @Test
  void boxesOfScenesAreTight() throws IOException {
    Dataset scenes =
        open("{type: generated-scenes, task: detection, train: 20, test: 20, size: 64}");
    for (AnnotatedObject object : objects(scenes.train())) {
      assertThat(object.area()).isGreaterThan(0);
      assertThat(object.box().width()).isLessThan(64);
    }
    assertThat(AnnotatedImages.of(scenes.train().truth()).id(0))
        .isNotEqualTo(AnnotatedImages.of(scenes.train().truth()).id(1));
  }

  @Test
  void crowdsOfCocoAreWhatTheDescriptorSays() throws IOException {
    Dataset asJudged = miniature("{type: coco, task: detection}");
    long crowds = count(asJudged.test(), Standing.CROWD);
    long found = count(asJudged.test(), Standing.OBJECT);
    assertThat(crowds).isPositive();
    Dataset objects = open("{type: coco, task: detection, crowd-boxes: object}");
    assertThat(count(objects.test(), Standing.OBJECT)).isEqualTo(found + crowds);
    Dataset none = open("{type: coco, task: detection, crowd-boxes: none}");
    assertThat(count(none.test(), Standing.OBJECT)).isEqualTo(found);
    assertThat(count(none.test(), Standing.CROWD)).isZero();
    // The image without an annotation is not learned from, and judged.
    assertThat(asJudged.train().size()).isEqualTo(Miniature.Part.TRAIN.images() - 1);
    assertThat(asJudged.test().size()).isEqualTo(Miniature.Part.TEST.images());
    assertThat(asJudged.notes()).containsExactly("without 1 train images that have no annotation");
    AnnotatedImages images = AnnotatedImages.of(asJudged.test().truth());
    assertThat(images.categories().get(79))
        .isEqualTo(new Category(CocoId.of("89").otherKind().orElseThrow(), "class 79"));
  }

  @Test
  void difficultObjectsOfVocAreWhatTheDescriptorSays() throws IOException {
    Dataset asJudged = miniature("{type: voc, task: detection}");
    assertThat(count(asJudged.train(), Standing.IGNORED)).isZero();
    long difficult = count(asJudged.test(), Standing.IGNORED);
    long found = count(asJudged.test(), Standing.OBJECT);
    assertThat(difficult).isPositive();
    Dataset positive = open("{type: voc, task: detection, difficult-in-evaluation: positive}");
    assertThat(count(positive.test(), Standing.OBJECT)).isEqualTo(found + difficult);
    Dataset negative = open("{type: voc, task: detection, difficult-in-evaluation: negative}");
    assertThat(objects(negative.test())).hasSize((int) found);
    assertThat(negative.notes())
        .anyMatch(note -> note.startsWith("left out: " + difficult + " difficult objects in test"));
    AnnotatedImages images = AnnotatedImages.of(asJudged.test().truth());
    assertThat(images.id(0)).isEqualTo(CocoId.of("001001"));
    assertThat(images.width(0)).isEqualTo(Miniature.SIZE);
  }

  private void mendCoco(String from, String to) throws IOException {
    Path file = root.resolve("coco2014/annotations/instances_train2014.json");
    String text = Files.readString(file);
    String changed = text.replaceFirst(from, to);
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(file, changed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "bbox": \\[\\d+, | "bbox": [900, | lies outside its image, 80 x 80 pixels
          "bbox": \\[\\d+, | "bbox": [NaN, | a number of bbox is NaN, expected a number
          , "bbox": \\[[^]]*\\] | ,"box": 1 | the annotation has no bbox
          "area": \\d+, | "no": 1, | the annotation has no area, by which
          , (\\d+)\\]\\} | , -5]} | bbox has a negative height, -5.0
          , "width": 80 | , "wide": 80 | the image has no width
          "height": 80 | "height": 0.5 | height is 0.5, expected a number of pixels
          """)
  void wrongBoxesOfCocoHaveAPlace(String from, String to, String message) throws IOException {
    miniature("{type: coco, task: detection}");
    mendCoco(from, to);
    assertThatThrownBy(() -> open("{type: coco, task: detection}"))
        .isInstanceOf(HarnessException.class)
        .hasMessageMatching("(?s).*instances_train2014.json:\\d+:\\d+: .*")
        .hasMessageContaining(message);
    // Nobody who asks for classes looks at them.
    assertThat(open("{type: coco}").train().size()).isPositive();
  }

  /** A format of a plugin that leaves sizes out would train a detector on nothing. */
  @Test
  void imagesWithObjectsHaveASize() {
    LocatedObjects listing = new LocatedObjects(List.of(new Category(CocoId.of("c"), "c")));
    Path file = root.resolve("a.jpg");
    listing.add("train", new LocatedObjects.Image("a", file, CocoId.of("a"), 0, 80), List.of());
    assertThatThrownBy(listing::build)
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("gives image 'a' no size in pixels");
  }

  /** What follows from a fault that was told is none of its own. */
  @Test
  void anImageWithoutASizeCostsItsBoxesNothing() throws IOException {
    miniature("{type: coco, task: detection}");
    mendCoco("\"height\": 80", "\"height\": 0.5");
    assertThatThrownBy(() -> open("{type: coco, task: detection}"))
        .hasMessageContaining("height is 0.5, expected a number of pixels")
        .hasMessageNotContaining("lies outside its image");
  }

  @Test
  void boxesWithoutAreaAreNotLearned() throws IOException {
    Dataset whole = miniature("{type: coco, task: detection}");
    mendCoco(", \\d+\\]\\}", ", 0]}");
    Dataset flat = open("{type: coco, task: detection}");
    assertThat(objects(flat.train())).hasSize(objects(whole.train()).size() - 1);
    assertThat(flat.notes())
        .anyMatch(note -> note.startsWith("left out: 1 boxes without area in training"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <bndbox>.*</bndbox> | '' | the object '%s' has no bndbox
          <xmin>\\d+</xmin> | '' | <bndbox> without xmin
          <xmin>\\d+</xmin> | <xmin>left</xmin> | xmin is 'left', expected a number
          <xmin>\\d+</xmin> | <xmin>99</xmin> | left of xmin 99
          <ymin>\\d+</ymin> | <ymin>1e3</ymin> | above ymin 1000
          <bndbox>.*</bndbox> | <bndbox><xmin>91</xmin><ymin>1</ymin><xmax>92</xmax><ymax>2</ymax></bndbox> | lies outside its image of 80 x 80 pixels
          <size>.*</size> | '' | an annotation without a size: its boxes say nothing
          <width>80</width> | <width>0</width> | a size of 0 x 80 pixels
          <xmax>\\d+</xmax> | <xmax>1e200</xmax> | a box with xmax 1.0E200, more pixels than an image has
          (<bndbox>.*</bndbox>) | $1$1 | an object with two boxes
          (<size>.*</size>) | $1$1 | an annotation with two sizes
          (<size>.*</size>) | <size><width>0</width><height>80</height></size>$1 | an annotation with two sizes
          """)
  void wrongBoxesOfVocHaveAPlace(String from, String to, String message) throws IOException {
    miniature("{type: voc, task: detection}");
    Path file = root.resolve("VOCdevkit/VOC2007/Annotations/000002.xml");
    String text = Files.readString(file);
    String changed = text.replaceFirst(from, to);
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(file, changed);
    assertThatThrownBy(() -> open("{type: voc, task: detection}"))
        .isInstanceOf(HarnessException.class)
        .hasMessageMatching("(?s).*000002.xml:\\d+:\\d+: .*")
        .hasMessageContaining(message.replaceAll("'%s'.*", ""));
    assertThat(open("{type: voc}").train().size()).isPositive();
  }

  /** VOC's pixels count from 1, and the last one belongs to the box. */
  @Test
  void aBoxOfVocThatIsTheWholeImageIsTheWholeImage() throws IOException {
    miniature("{type: voc, task: detection}");
    Files.writeString(
        root.resolve("VOCdevkit/VOC2007/Annotations/000001.xml"),
        """
        <annotation><size><width>80</width><height>60</height></size>
        <object><name>cow</name><part><name>head</name><bndbox><xmin>3</xmin></bndbox></part>
        <bndbox><xmax>80</xmax><xmin>1</xmin><ymin>1.0</ymin><ymax>60</ymax></bndbox></object>
        </annotation>
        """);
    AnnotatedImages images =
        AnnotatedImages.of(open("{type: voc, task: detection}").train().truth());
    assertThat(images.objects(0))
        .containsExactly(new AnnotatedObject(new Box(0, 0, 80, 60), 9, Standing.OBJECT));
    assertThat(images.height(0)).isEqualTo(60);
  }

  @Test
  void anotherTaskThanTheTwoIsRefused() {
    assertThatThrownBy(() -> descriptor("{type: voc, task: detectoin}"))
        .hasMessageContaining("detection");
  }
}
