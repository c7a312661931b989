package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.SparseVectors;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.dataset.TestFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ARFF of MULAN and MEKA, and the extreme classification repository's text. */
class TextVectorsTest {
  private static final String ARFF = "{type: arff, train: a.arff, test: b.arff";
  private static final String MULAN = ARFF + ", labels: l.xml}";
  private static final String EXTREME = "{type: extreme-classification}";

  /** The labels are neither together nor in the order of the XML file. */
  private static final String HEADER =
      """
      % a comment
      @RELATION 'two words'

      @attribute f1 numeric
      @attribute sky {0, 1}
      @attribute 'f 2' {no,yes}
      @attribute "sea" {1,0}
      @attribute colour {red,green,blue}
      @Attribute f3 REAL
      @data
      """;

  private static final String LABELS =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <labels xmlns="http://mulan.sourceforge.net/labels">
      <label name="sea"><label name="sky"></label></label>
      </labels>
      """;

  @TempDir Path root;
  private TestFolder folder = new TestFolder(Path.of(""));

  @BeforeEach
  void write() throws IOException {
    folder = new TestFolder(root);
    folder.text("a.arff", HEADER + "2.5,1,yes,0,green,-1e-2\n% no row\n'3' , 0, no, 1, blue, 0\n");
    folder.text("b.arff", HEADER + "{}\n{0 7,1 1,2 yes , 3 0, 4 'blue',5 1.5}\n{1 ?}\n");
    folder.text("l.xml", LABELS);
    folder.text(
        "train.txt",
        "3 10 5\n2     4:1.0     5:-0.5\n# a comment\n1, 4  2:1.0e-4\n\n0,1 3:2.2\t0:0.5 \n");
    folder.text("test.txt", "2 10 5\n 9:1 1:0\n3 8:4\n");
  }

  private static List<Float> vector(Split split, int row) {
    float[] vector = new float[split.vectors().width()];
    split.vectors().copy(row, vector, 0);
    List<Float> values = new java.util.ArrayList<>();
    for (float value : vector) {
      values.add(value);
    }
    return values;
  }

  private static List<Integer> labels(Split split, int row) {
    byte[] labels = new byte[LabelMatrix.of(split.truth()).classes()];
    LabelMatrix.of(split.truth()).copyRow(row, labels);
    List<Integer> values = new java.util.ArrayList<>();
    for (byte value : labels) {
      values.add((int) value);
    }
    return values;
  }

  @Test
  void mulanNamesItsLabelsInAnXmlFile() throws IOException {
    Dataset dataset = folder.open(MULAN);
    assertThat(dataset.classes()).containsExactly("sea", "sky");
    // f1, 'f 2', red, green, blue, f3
    assertThat(vector(dataset.train(), 0)).containsExactly(2.5f, 1f, 0f, 1f, 0f, -0.01f);
    assertThat(labels(dataset.train(), 0)).containsExactly(0, 1);
    assertThat(vector(dataset.train(), 1)).containsExactly(3f, 0f, 0f, 0f, 1f, 0f);
    assertThat(labels(dataset.train(), 1)).containsExactly(1, 0);
  }

  /** What a sparse row leaves out is 0 or the first nominal value: for {1,0} that is 1. */
  @Test
  void sparseRowsLeaveOutFirstValues() throws IOException {
    Split test = folder.open(MULAN).test();
    assertThat(vector(test, 0)).containsExactly(0f, 0f, 1f, 0f, 0f, 0f);
    assertThat(labels(test, 0)).containsExactly(1, 0);
    assertThat(vector(test, 1)).containsExactly(7f, 1f, 0f, 0f, 1f, 1.5f);
    assertThat(labels(test, 1)).containsExactly(0, 1);
    assertThat(labels(test, 2)).containsExactly(1, (int) LabelMatrix.UNKNOWN);
  }

  @Test
  void mekaCountsItsLabelsInTheRelation() throws IOException {
    String attributes =
        "@attribute a {0,1}\n@attribute b {0,1}\n@attribute x numeric\n@attribute c {0,1}\n@data\n";
    String rows = "1,0,5,1\n0,1,6,0\n";
    for (String file : List.of("a.arff", "b.arff")) {
      folder.text(file, "@relation 'M: -C 2 -split-percentage 67'\n" + attributes + rows);
    }
    Dataset first = folder.open(ARFF + "}");
    assertThat(first.classes()).containsExactly("a", "b");
    assertThat(vector(first.train(), 0)).containsExactly(5f, 1f);
    for (String file : List.of("a.arff", "b.arff")) {
      folder.text(file, "@relation 'M: -C -1'\n" + attributes + rows);
    }
    Dataset last = folder.open(ARFF + "}");
    assertThat(last.classes()).containsExactly("c");
    assertThat(vector(last.train(), 1)).containsExactly(0f, 1f, 6f);
    assertThat(labels(last.train(), 0)).containsExactly(1);
    folder.text("a.arff", "@relation M\n" + attributes + rows);
    assertRefused(ARFF + "}", "the relation 'M' does not say which attributes are labels");
  }

  private void assertRefused(String format, String... parts) {
    assertThatThrownBy(() -> folder.open(format)).hasMessageContainingAll(parts);
  }

  @Test
  void faultsOfArffHaveTheirPlaces() throws IOException {
    folder.text(
        "a.arff",
        HEADER
            + "1,2,yes,0,green,0\n1,1,yes,0,green\n1,1,maybe,0,green,0\n1,1,yes,0,green,1e99\n"
            + "1,1,yes,0,green,0x1p3\n{0 1, 0 2}\n{9 1}\n{0 1\n1,1,yes,0,green,0,7\n'1,1\n"
            + "1,1,yes,0,green,0, {2}\n");
    assertRefused(
        MULAN,
        "a.arff:11:3: '2' for the attribute 'sky', expected one of 0, 1",
        "a.arff:12:16: 5 values, and there are 6 attributes",
        "a.arff:13:5: 'maybe' for the attribute 'f 2', expected one of no, yes",
        "a.arff:14:17: '1e99' for the attribute 'f3', expected a finite number",
        "a.arff:15:17: '0x1p3' for the attribute 'f3'",
        "a.arff:16:7: the attributes of a sparse row do not rise: 0 behind 0",
        "a.arff:17:2: '9', expected the number of an attribute, 0 to 5",
        "a.arff:18:5: '}' is missing",
        "a.arff:19:18: more than the values of 6 attributes",
        "a.arff:20:1: a quote that is not closed",
        "a.arff:21:18: a row with a weight; weights of rows are not read");
    folder.text("a.arff", HEADER.replace("f3 REAL", "f3 string"));
    assertRefused(MULAN, "a.arff:9:21: the attribute 'f3' is string; numbers and nominal values");
    folder.text("a.arff", HEADER.replace("f3 REAL", "f3 REAL [0, 1]"));
    assertRefused(MULAN, "a.arff:9:20: more than the name and the type of the attribute 'f3'");
    folder.text("a.arff", HEADER.replace("f3 REAL", "f3 REAL {2.0}"));
    assertRefused(MULAN, "a.arff:9:20: an attribute with a weight; weights of attributes are not");
    folder.text("a.arff", HEADER.replace("@data", "@dat"));
    assertRefused(MULAN, "a.arff:10:1: '@dat', expected @relation, @attribute or @data");
    folder.text("a.arff", HEADER + "?,1,yes,0,green,0\n");
    assertRefused(MULAN, "a.arff:11: no value for the attribute 'f1'; fill missing values in");
    folder.text("a.arff", HEADER.replace("f3 REAL", "f4 REAL") + "1,1,yes,0,green,0\n");
    assertRefused(MULAN, "b.arff:9: the attribute 'f3' is another one than on line 9 of ");
  }

  @Test
  void faultsOfLabelsHaveTheirPlaces() throws IOException {
    folder.text("l.xml", LABELS.replace("\"sky\"", "\"skye\""));
    assertRefused(MULAN, "l.xml: the label 'skye' is no attribute of ", "did you mean 'sky'");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      many.append("@attribute other").append(i).append(" numeric\n");
    }
    folder.text("a.arff", HEADER.replace("@data", many + "@data"));
    folder.text("b.arff", HEADER.replace("@data", many + "@data"));
    folder.text("l.xml", LABELS.replace("\"sky\"", "\"zebra\""));
    assertThatThrownBy(() -> folder.open(MULAN))
        .as("where nothing is alike, nothing is suggested")
        .hasMessageMatching("(?s).*the label 'zebra' is no attribute of \\S+a\\.arff(\\n.*|$)");
    write();
    folder.text("l.xml", LABELS.replace("\"sky\"", "\"f1\""));
    assertRefused(MULAN, "a.arff:4: the label 'f1' is a number, expected {0, 1}");
    folder.text("l.xml", LABELS.replace("</labels>", ""));
    assertRefused(MULAN, "l.xml:5:1: not well-formed XML: ");
    folder.text("l.xml", "<labels><lable name='sky'/></labels>");
    assertRefused(MULAN, "l.xml:1:", "<lable>, expected <label>");
  }

  /** Neither is looked up: a file that was sent from elsewhere reads no other. */
  @Test
  void externalEntitiesAreNotRead() throws IOException {
    folder.text("secret.txt", "sky");
    folder.text(
        "l.xml",
        "<!DOCTYPE labels [<!ENTITY x SYSTEM \""
            + root.resolve("secret.txt").toUri()
            + "\">]><labels><label name=\"sky\"/>&x;</labels>");
    assertRefused(MULAN, "l.xml:1:");
  }

  @Test
  void theRepositorysTextIsRead() throws IOException {
    Dataset dataset = folder.open(EXTREME);
    assertThat(dataset.classes()).containsExactly("0", "1", "2", "3", "4");
    assertThat(dataset.train().inputs()).isInstanceOf(SparseVectors.class);
    assertThat(vector(dataset.train(), 0))
        .containsExactly(0f, 0f, 0f, 0f, 1f, -0.5f, 0f, 0f, 0f, 0f);
    assertThat(labels(dataset.train(), 0)).containsExactly(0, 0, 1, 0, 0);
    assertThat(labels(dataset.train(), 1)).containsExactly(0, 1, 0, 0, 1);
    assertThat(vector(dataset.train(), 1).get(2)).isEqualTo(1e-4f);
    assertThat(vector(dataset.train(), 2).get(0)).isEqualTo(0.5f);
    assertThat(labels(dataset.test(), 0)).containsExactly(0, 0, 0, 0, 0);
    assertThat(vector(dataset.test(), 0).get(9)).isEqualTo(1f);
  }

  @Test
  void faultsOfTheRepositorysTextHaveTheirPlaces() throws IOException {
    folder.text(
        "train.txt",
        "9 10 5\n5 1:1\n1,1 1:1\n1 10:1\n1 1:x\n1 1:1 1:2\n1 7\n1,x 1:1\n1 1:1e99\n1 :1\n");
    assertRefused(
        EXTREME,
        "train.txt:2:1: '5', expected a label, 0 to 4",
        "train.txt:3:3: the label 1 is there twice",
        "train.txt:4:3: '10:1', expected feature:value with a feature of 0 to 9",
        "train.txt:5:5: 'x', expected a finite number",
        "train.txt:6:7: the feature 1 is there twice",
        "train.txt:7:3: '7', expected feature:value",
        "train.txt:8:3: 'x', expected a label",
        "train.txt:9:5: '1e99', expected a finite number",
        "train.txt:10:3: ':1', expected feature:value");
    folder.text("train.txt", "2 10 5\n1 1:1\n");
    assertRefused(EXTREME, "train.txt:1:1: the header promises 2 rows, and there are 1");
    folder.text("train.txt", "2 10\n1 1:1\n");
    assertRefused(EXTREME, "train.txt:1:1: expected a header of three numbers");
    folder.text("train.txt", "1 11 5\n1 1:1\n");
    assertRefused(EXTREME, "test.txt:1:1: another number of features or labels", "11 and 5");
    folder.text("train.txt", "1 10 99999\n1 1:1\n");
    assertRefused(EXTREME, "train.txt:1:1: 99999 labels; 1 to 65536 are read");
  }

  @Test
  void miniaturesAreReadBack() throws IOException {
    for (String settings :
        List.of(
            MULAN,
            ARFF + "}",
            ARFF + ", validation: v.arff}",
            EXTREME,
            "{type: extreme-classification, folder: x/y, validation: v.txt}")) {
      Path here = Files.createTempDirectory(root, "mini");
      TestFolder mini = new TestFolder(here);
      mini.miniature(settings, here);
      Dataset dataset = mini.open(settings);
      assertThat(dataset.train().size()).isEqualTo(24);
      assertThat(dataset.test().vectors().width()).isEqualTo(192);
      assertThat(dataset.validation().isPresent()).isEqualTo(settings.contains("validation"));
    }
  }
}
