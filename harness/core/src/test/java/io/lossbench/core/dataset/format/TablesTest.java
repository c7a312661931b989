package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.LabelCheck;
import io.lossbench.core.dataset.TestFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and lists as other tools write them, and what readers tell of them. */
class TablesTest {
  private static final String CSV = "{type: csv, file: t.csv}";
  private static final String PLAIN =
      "image,labels,split\na.png,cat;dog,train\nb.png,cat,train\nc.png,dog,test\nd.png,cat,test\n";

  @TempDir Path root;
  private TestFolder folder = new TestFolder(Path.of(""));

  @BeforeEach
  void writeImages() throws IOException {
    folder = new TestFolder(root).images("a.png", "b.png", "c.png", "d.png");
  }

  /** The same table in other words. */
  static Map<String, String> spellings() {
    return Map.ofEntries(
        Map.entry("byte order mark", "\uFEFF" + PLAIN),
        Map.entry("CRLF", PLAIN.replace("\n", "\r\n")),
        Map.entry("CR", PLAIN.replace("\n", "\r")),
        Map.entry("no last line break", PLAIN.stripTrailing()),
        Map.entry("blank lines", PLAIN.replace("\n", "\n\n") + "\n \n\n"),
        Map.entry("empty rows of a spreadsheet", PLAIN + ",,\n , ,\n"),
        Map.entry("spaces around fields", PLAIN.replace(",", " , ").replace(";", " ; ")),
        Map.entry("everything quoted", PLAIN.replaceAll("([^,\n]+)", "\"$1\"")),
        Map.entry("quoted after a space", PLAIN.replaceAll(",([^,\n]+)", ", \"$1\"")),
        Map.entry(
            "pandas' index",
            """
            ,image,labels,split
            0,a.png,cat;dog,train
            1,b.png,cat,train
            2,c.png,dog,test
            3,d.png,cat,test
            """),
        Map.entry(
            "an index that was read and written again",
            """
            ,Unnamed: 0,image,labels,split
            0,0,a.png,cat;dog,train
            1,1,b.png,cat,train
            2,2,c.png,dog,test
            3,3,d.png,cat,test
            """),
        Map.entry(
            "other columns of one name, in another order",
            """
            split,x,labels,x,image,
            train,1,cat;dog,2,a.png,
            train,1,cat,2,b.png,
            test,1,dog,2,c.png,
            test,1,cat,2,d.png,
            """),
        Map.entry(
            "a line break and quotes within a field",
            PLAIN
                .replace("labels,split", "labels,split,remark")
                .replaceAll("(train|test)\n", "$1,\"one\n\"\"two\"\"\"\n")));
  }

  static List<String> spellingNames() {
    return List.copyOf(spellings().keySet());
  }

  @ParameterizedTest
  @MethodSource("spellingNames")
  void aTableIsTheSameHoweverItIsWritten(String spelling) throws IOException {
    String plain = folder.text("t.csv", PLAIN).open(CSV).fingerprint();
    Dataset dataset =
        folder.text("t.csv", Objects.requireNonNull(spellings().get(spelling))).open(CSV);
    assertThat(dataset.classes()).containsExactly("cat", "dog");
    assertThat(dataset.train().truth()).isEqualTo(LabelMatrix.of(2, 2, new byte[] {1, 1, 1, 0}));
    assertThat(dataset.fingerprint()).isEqualTo(plain);
  }

  @Test
  void theLineOfAFaultIsTheOneWhereItsRowBegins() throws IOException {
    folder.text(
        "t.csv",
        "image,labels,split,remark\n\n\"a.png\",cat,train,\"two\nlines\"\nb.png,cat,tset,\"x\ny\"\n");
    assertThatThrownBy(() -> folder.open(CSV))
        .hasMessageContaining("t.csv:5: unknown split 'tset'");
  }

  @Test
  void aFaultOnManyLinesIsToldOnce() throws IOException {
    folder.text("t.csv", PLAIN.replace("train", "tran"));
    assertThatThrownBy(() -> folder.open(CSV))
        .hasMessageContaining("t.csv:2: unknown split 'tran'")
        .hasMessageContaining("(and 1 line more like it)");
  }

  @Test
  void imagesThatNoRowNamesAreCounted() throws IOException {
    folder.text("t.csv", PLAIN).images("e.png", "f.JPG").text("notes.txt", "");
    assertThat(folder.open(CSV).notes())
        .containsExactly("left out: 2 images that no row of t.csv names (e.png, f.JPG)");
  }

  @Test
  void classesThatLookLikeOneAreTold() throws IOException {
    folder.text("t.csv", PLAIN.replace("c.png,dog", "c.png,Dog;cat-fish;cat fish;1;1.0"));
    assertThat(folder.open(CSV).notes())
        .containsExactly(
            "classes that look like one and count as two: '1' and '1.0', 'cat fish' and"
                + " 'cat-fish', 'Dog' and 'dog'");
  }

  /** Of no width, and yet part of how Persian, Hindi and emoji are written. */
  @ParameterizedTest
  @ValueSource(strings = {"\u06AF\u0631\u0628\u0647\u200C\u0647\u0627", "a\u200Db"})
  void joinersMayStandInALabel(String label) throws IOException {
    folder.text("t.csv", PLAIN.replace("dog", label));
    assertThat(folder.open(CSV).classes()).contains(label);
  }

  @Test
  void pathsAreComparedAsFiles() throws IOException {
    folder.text("t.csv", PLAIN + "./a.png,dog,test\n");
    assertThatThrownBy(() -> folder.open(CSV))
        .hasMessageContaining("./a.png is in train (as a.png) and in test");
    folder
        .images("train/1.png", "val/1.png")
        .text("t.csv", "image,labels,split\ntrain/1.png,cat,train\nval/1.png,dog,test\n");
    assertThat(folder.open(CSV).train().ids()).containsExactly("train/1.png");
  }

  @Test
  void aLinkIsTheFileThatItPointsTo() throws IOException {
    folder.text("t.csv", PLAIN.replace("d.png", "link.png"));
    Files.createSymbolicLink(root.resolve("link.png"), Path.of("a.png"));
    assertThatThrownBy(() -> folder.open(CSV))
        .hasMessageContaining("link.png is in train (as a.png) and in test");
    folder.text("t.csv", PLAIN.replace("d.png", "linked/a.png"));
    Files.createSymbolicLink(root.resolve("linked"), Path.of("."));
    assertThatThrownBy(() -> folder.open(CSV))
        .hasMessageContaining("linked/a.png is in train (as a.png) and in test");
  }

  @Test
  void equalImagesInTwoSplitsAreALeakThatIsTold() throws IOException {
    folder.image("a.png", 5).image("c.png", 5).image("d.png", 5).image("v.png", 5);
    assertThat(
            folder
                .text("t.csv", PLAIN + "v.png,cat,val\n")
                .open("{type: csv, file: t.csv, validation: val}")
                .notes())
        .containsExactly(
            "a leak: 2 test images are among the train images too, byte for byte (c.png = a.png,"
                + " ...)",
            "a leak: 1 validation image is among the train images too, byte for byte (v.png ="
                + " a.png)",
            "a leak: 1 validation image is among the test images too, byte for byte (v.png ="
                + " c.png)");
  }

  @Test
  void aTestSplitOnWhichAnyScoresArePerfectIsReadAndNotTrained() throws IOException {
    folder.text("t.csv", PLAIN.replaceAll("cat;dog|dog", "cat"));
    Dataset dataset = folder.open(CSV);
    assertThat(dataset.notes())
        .containsExactly(
            "every known label of the 2 test images is positive: any scores would be perfect");
    assertThatThrownBy(() -> LabelCheck.requireJudgeable(dataset))
        .hasMessageContaining("dataset 'mine' cannot be trained and judged")
        .hasMessageContaining("any scores would be perfect");
    LabelCheck.requireJudgeable(folder.text("t.csv", PLAIN).open(CSV));
  }

  @Test
  void theTableMayLieInAFolderOfTheDatasetsName() throws IOException {
    new TestFolder(root.resolve("mine"))
        .text("t.csv", PLAIN)
        .images("a.png", "b.png", "c.png", "d.png");
    assertThat(folder.open(CSV).train().size()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "\uFEFF%s", "%s\n\n \n", "%s\r\n\r\n"})
  void nusWideListsMayHaveAByteOrderMarkAndBlankLastLines(String form) throws IOException {
    folder.nusWide();
    String plain = folder.open("{type: nus-wide}").fingerprint();
    try (var files = Files.walk(root.resolve("nus-wide"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).toList()) {
        String text = Files.readString(file);
        Files.writeString(file, form.replace("%s", text));
      }
    }
    assertThat(folder.open("{type: nus-wide}").fingerprint()).isEqualTo(plain);
  }

  @Test
  void aBlankLineWithinANusWideListIsAFault() throws IOException {
    folder
        .nusWide()
        .text("nus-wide/Groundtruth/TrainTestLabels/Labels_sky_Train.txt", "\n1\n")
        .text("nus-wide/ImageList/TestImagelist.txt", "b\\3.png\n\nb\\4.png\n");
    assertThatThrownBy(() -> folder.open("{type: nus-wide}"))
        .hasMessageContaining("Labels_sky_Train.txt:1: '' is not 0 or 1")
        .hasMessageContaining("TestImagelist.txt:2: an image without a name");
  }

  @Test
  void pythonListsOfAnyOriginAreReadOrRefused() {
    assertThat(NusWideCsvReader.labels("[u'sky', 'sea ']").orElseThrow())
        .containsExactly("sky", "sea");
    for (String wrong : List.of("['']", "['caf\\xe9']", "nan", "('sky',)", "['sky'")) {
      assertThat(NusWideCsvReader.labels(wrong)).as(wrong).isEmpty();
    }
  }

  /** Arabic and Persian write other digits, Turkish another lower-case i. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "mr-IN-u-nu-deva", "tr-TR"})
  void miniaturesAreTheSameInEveryLocale(String tag) throws IOException {
    for (String format :
        List.of(
            "{type: nus-wide}",
            "{type: nus-wide-csv}",
            "{type: open-images}",
            "{type: coco}",
            "{type: voc}",
            "{type: image-folder, folder: birds}")) {
      TestFolder here = new TestFolder(root.resolve("here"));
      TestFolder there = new TestFolder(root.resolve("there"));
      Locale before = Locale.getDefault();
      try {
        Locale.setDefault(Locale.ROOT);
        here.miniature(format, here.root());
        Locale.setDefault(Locale.forLanguageTag(tag));
        there.miniature(format, there.root());
        assertThat(there.open(format).fingerprint()).isEqualTo(here.open(format).fingerprint());
      } finally {
        Locale.setDefault(before);
      }
    }
  }
}
