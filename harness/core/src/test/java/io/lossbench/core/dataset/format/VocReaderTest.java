package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.TestFolder;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * VOC's layout with the user's own classes, its XML and its lists as tools of any origin write
 * them.
 */
class VocReaderTest {
  private static final String FORMAT =
      "{type: voc, folder: v, classes: [helmet, no helmet], difficult-in-training: ignore}";

  @TempDir Path root;
  private TestFolder folder;

  @BeforeEach
  void writeDataset() throws IOException {
    folder =
        new TestFolder(root)
            .text("v/ImageSets/Main/trainval.txt", "\uFEFF1\r\n\r\n2\r\n\n\n")
            .text("v/ImageSets/Main/test.txt", "3\n4\n")
            .text("v/Annotations/1.xml", annotation(object("helmet", "0")))
            .text(
                "v/Annotations/2.xml", annotation(object("no helmet", "1") + object("helmet", "0")))
            .text("v/Annotations/3.xml", annotation(object("helmet", "0")))
            .text("v/Annotations/4.xml", annotation(object("no helmet", "0")))
            .images("v/JPEGImages/1.jpg", "v/JPEGImages/2.jpg")
            .images("v/JPEGImages/3.jpg", "v/JPEGImages/4.jpg");
  }

  private static String object(String name, String difficult) {
    return "<object><name>" + name + "</name><difficult>" + difficult + "</difficult></object>\n";
  }

  /** An annotation with {@code objects} from its third line on. */
  private static String annotation(String objects) {
    return "<annotation>\n<owner><name>Jinky</name></owner>\n" + objects + "</annotation>\n";
  }

  private LabelMatrix train(String xml) throws IOException {
    return LabelMatrix.of(folder.text("v/Annotations/1.xml", xml).open(FORMAT).train().truth());
  }

  private static LabelMatrix labels(int helmet, int noHelmet) {
    return LabelMatrix.of(2, 2, new byte[] {(byte) helmet, (byte) noHelmet, 1, -1});
  }

  @Test
  void classesMayBeTheUsersOwn() throws IOException {
    Dataset dataset = folder.open(FORMAT);
    assertThat(dataset.classes()).containsExactly("helmet", "no helmet");
    assertThat(dataset.train().truth()).isEqualTo(labels(1, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", " 1 ", "1.0", "true", "True", "<![CDATA[1]]>"})
  void difficultIsDifficultHoweverItIsWritten(String flag) throws IOException {
    assertThat(train(annotation(object("helmet", flag)))).isEqualTo(labels(-1, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0", "false", "FALSE"})
  void notDifficultIsNotHoweverItIsWritten(String flag) throws IOException {
    assertThat(train(annotation(object("helmet", flag)))).isEqualTo(labels(1, 0));
  }

  @Test
  void whatIsNotSaidIsNotDifficult() throws IOException {
    assertThat(train(annotation("<object><name> hel<!-- x -->met\n</name></object>")))
        .isEqualTo(labels(1, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<object><difficult>0</difficult></object> | :3:9: an object without a name",
        "<object><name> </name></object> | :3:9: an object without a name",
        "<object><name>helmet</name><name>helmet</name></object> | :3:34: an object with two names",
        "<object><name>helmt</name></object> | :3:9: unknown class 'helmt'; did you mean 'helmet'?",
        "<object><name>Helmet</name></object> | :3:9: unknown class 'Helmet'; did you mean 'helmet'?",
        "<object><name>cup</name></object> | :3:9: unknown class 'cup'; known: helmet, no helmet",
        "<object><name><b>helmet</b></name></object> | :3:18: <b> inside <name>, expected text",
        "<object><name>helmet</name><difficult/></object> | difficult is '', expected 1 or 0",
        "<object><name>helmet</name><difficult>2</difficult></object> | difficult is '2', expected 1 or 0",
        "<object><name>helmet</name><difficult>Unspecified</difficult></object> | difficult is 'Unspecified', expected 1 or 0",
        "<object><name>helmet</name><Difficult>1</Difficult></object> | <Difficult>, expected <difficult>",
        "<Object><name>helmet</name></Object> | :3:9: <Object>, expected <object>",
        "<objects><object><name>helmet</name></object></objects> | :3:18: an <object> inside <objects>, expected directly inside <annotation>",
        "<v:object xmlns:v='u'><name>helmet</name></v:object> | :3:23: <v:object> of the namespace u, expected <object>",
        "<v:object/> | not well-formed XML: ElementPrefixUnbound (v, v:object)",
      })
  void anObjectThatWouldBeLostIsLocated(String object, String fault) {
    assertThatThrownBy(() -> train(annotation(object)))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("Annotations/1.xml:3:")
        .hasMessageEndingWith(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<!DOCTYPE html><html><body/></html> | :1:22: the root is <html>, expected <annotation>",
        "<annotation xmlns='u'></annotation> | :1:23: <annotation> of the namespace u, expected <annotation>",
        "<annotation></annotation>x | :1:26: not well-formed XML: Content is not allowed in trailing section.",
        "<annotation> | :1:13: not well-formed XML: XML document structures must start and end within the same entity.",
        "{\"a\": 1} | :1:1: not well-formed XML: Content is not allowed in prolog.",
        "<?xml version='1.0' encoding='foo'?><annotation/> | :1:1: declares an unknown encoding 'foo'",
      })
  void anotherDocumentIsLocated(String xml, String fault) {
    assertThatThrownBy(() -> train(xml)).hasMessageEndingWith("Annotations/1.xml" + fault);
  }

  @Test
  void anImageWithoutObjectsIsNegativeAndTold() throws IOException {
    folder.text("v/Annotations/1.xml", annotation(""));
    assertThat(folder.open(FORMAT).notes())
        .contains("1 train images have annotations without objects: negative for all classes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "GBK", "utf-8"})
  void theDeclaredEncodingIsUsed(String encoding) throws IOException {
    String xml = "<?xml version='1.0' encoding='" + encoding + "'?>";
    String own = encoding.equals("GBK") ? "安全帽" : "Schutzhelmé";
    folder.text(
        "v/Annotations/1.xml", xml + annotation(object(own, "0")), Charset.forName(encoding));
    assertThat(folder.open(FORMAT.replace("[helmet", "[" + own + ", helmet")).train().truth())
        .isEqualTo(LabelMatrix.of(2, 3, new byte[] {1, 0, 0, 0, 1, -1}));
  }

  @Test
  void bytesOfAnotherEncodingAreLocated() throws IOException {
    folder.text("v/Annotations/1.xml", annotation("<x>é</x>"), StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> folder.open(FORMAT))
        .hasMessageContaining("Annotations/1.xml:3:4: the VOC annotation is not UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "1\\n1\\n, trainval.txt:2: '1' is listed twice",
    "\\n\\n, trainval.txt: lists no image",
    "../x\\n, trainval.txt:1: '../x.jpg' leaves the image folder",
    "a\\0\\n, has a NUL character in it",
    "1.jpg\\n, trainval.txt:1: '1.jpg' has an ending; image sets name images without .jpg",
    "1  -1\\n, 'trainval.txt:1: ''1  -1'' is not an image name, but a line of a class'' list'",
    "5\\n, trainval.txt:1: there is no annotation",
  })
  void aWrongImageSetIsLocated(String list, String fault) throws IOException {
    folder.text("v/ImageSets/Main/trainval.txt", list.replace("\\n", "\n").replace("\\0", "\0"));
    assertThatThrownBy(() -> folder.open(FORMAT)).hasMessageContaining(fault);
  }

  @Test
  void imageNamesMayHoldFoldersAndBlanks() throws IOException {
    folder
        .text("v/ImageSets/Main/trainval.txt", "a/my picture 1\n2\n")
        .text("v/Annotations/a/my picture 1.xml", annotation(object("helmet", "0")))
        .images("v/JPEGImages/a/my picture 1.jpg");
    assertThat(folder.open(FORMAT).train().truth()).isEqualTo(labels(1, 0));
  }

  private void classLists() throws IOException {
    folder
        .text("v/ImageSets/Main/helmet_trainval.txt", "\uFEFF1\t 1 \n2   1\n\n")
        .text("v/ImageSets/Main/no helmet_trainval.txt", "2 0\n1 -1")
        .text("v/ImageSets/Main/cup_trainval.txt", "1 1\n2 1\n");
  }

  @Test
  void classListsOfOtherClassesAreCounted() throws IOException {
    classLists();
    Dataset dataset = folder.open(FORMAT);
    assertThat(dataset.train().truth()).isEqualTo(labels(1, 0));
    assertThat(dataset.notes())
        .contains(
            "left out: 1 class lists of classes that are not among the dataset's"
                + " (cup_trainval.txt)");
  }

  @Test
  void aClassWithoutItsListIsNamed() throws IOException {
    classLists();
    assertThatThrownBy(() -> folder.open(FORMAT.replace("no helmet", "boot")))
        .hasMessageContaining("1 of 2 classes have no list, such as boot_trainval.txt");
  }

  @ParameterizedTest
  @CsvSource({
    "1 1\\n1 -1\\n2 1, helmet_trainval.txt:2: '1' is listed twice",
    "1 +1\\n2 1, helmet_trainval.txt:1: '+1' is not 1",
    "1 1\\n2, 'helmet_trainval.txt:2: expected an image of the set and 1, 0 or -1, found ''2'''",
    "1 1, 'helmet_trainval.txt: says nothing about 1 images, such as 2'",
  })
  void aWrongClassListIsLocated(String list, String fault) throws IOException {
    classLists();
    folder.text("v/ImageSets/Main/helmet_trainval.txt", list.replace("\\n", "\n"));
    assertThatThrownBy(() -> folder.open(FORMAT)).hasMessageContaining(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "'[a, a]', hold 'a' twice; name each class once",
    "[], are an empty list",
    "[\" \"], 'hold '' '', which is no name'",
  })
  void wrongClassesAreNamed(String classes, String fault) {
    assertThatThrownBy(() -> folder.open("{type: voc, folder: v, classes: " + classes + "}"))
        .hasMessageContaining("the classes of the format voc " + fault);
  }
}
