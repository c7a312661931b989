package io.lossbench.core.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DeepCheck;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.dataset.TestFolder;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.task.MissingLabels;
import io.lossbench.core.tensor.TensorWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors in matrices of several kinds, with a table of labels or labels of their own. */
class FeaturesTest {
  private static final String TABLE =
      "image,labels,split\na,cat;dog,train\nb,cat,train\nc,dog,test\nd,,test\ne,cat,val\n";

  /** 5 x 3; halves, so that float16 holds them. */
  private static final float[] VALUES = {
    1, 2, 3, -0.5f, 0, 0.5f, 10, 20, 30, 0, 0, 0, 1024, -1, 7.5f
  };

  @TempDir Path root;
  private TestFolder folder = new TestFolder(Path.of(""));

  @BeforeEach
  void write() throws IOException {
    folder = new TestFolder(root);
    folder.text("rows.csv", TABLE);
    NpyFile.write(root.resolve("features.npy"), ScoreMatrix.of(5, 3, VALUES));
  }

  private Dataset open(String settings) throws IOException {
    return folder.open("{type: features, validation: val" + settings + "}");
  }

  private static float[] vector(Split split, int row) {
    float[] vector = new float[split.vectors().width() + 2];
    split.vectors().copy(row, vector, 1);
    return vector;
  }

  @Test
  void rowsGoToTheirSplitsWithTheirLabels() throws IOException {
    Dataset dataset = open("");
    assertThat(dataset.classes()).containsExactly("cat", "dog");
    assertThat(dataset.train().ids()).containsExactly("a", "b");
    assertThat(dataset.test().ids()).containsExactly("c", "d");
    assertThat(dataset.validation().orElseThrow().ids()).containsExactly("e");
    assertThat(vector(dataset.train(), 1)).containsExactly(0, -0.5f, 0, 0.5f, 0);
    assertThat(vector(dataset.test(), 0)).containsExactly(0, 10, 20, 30, 0);
    LabelMatrix labels = LabelMatrix.of(dataset.train().truth());
    assertThat(new byte[] {labels.get(0, 0), labels.get(0, 1), labels.get(1, 0), labels.get(1, 1)})
        .containsExactly(1, 1, 1, 0);
    assertThat(DeepCheck.undecodable(dataset)).isEmpty();
    assertThatThrownBy(() -> dataset.train().pixels()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void labelsOfVectorsCanBeMissing() throws IOException {
    Dataset dataset = open("");
    MissingLabels all = new MissingLabels(MissingLabels.Become.UNKNOWN, (row, column) -> true);
    Dataset without = dataset.without(all);
    assertThat(without.train().vectors()).isSameAs(dataset.train().vectors());
    byte[] labels = new byte[dataset.classes().size()];
    LabelMatrix.of(without.train().truth()).copyRow(0, labels);
    assertThat(labels).containsOnly(LabelMatrix.UNKNOWN);
  }

  @Test
  void whatIsChosenKeepsItsOrder() throws IOException {
    Split test = open("").test().select(new int[] {1, 0});
    assertThat(test.ids()).containsExactly("d", "c");
    assertThat(vector(test, 1)).containsExactly(0, 10, 20, 30, 0);
  }

  /** The content counts, not the type of the file nor the order of its numbers. */
  @Test
  void theFingerprintIsThatOfTheNumbers() throws IOException {
    String float32 = open("").fingerprint();
    npy("half.npy", "<f2", false);
    npy("big.npy", ">f8", true);
    TensorWriter.write(root.resolve("f.safetensors"), Map.of("x", List.of(5L, 3L)), VALUES);
    assertThat(open(", matrix: half.npy").fingerprint()).isEqualTo(float32);
    assertThat(open(", matrix: big.npy").fingerprint()).isEqualTo(float32);
    assertThat(open(", matrix: f.safetensors").fingerprint()).isEqualTo(float32);
    assertThat(open(", matrix: f.safetensors, tensor: x").fingerprint()).isEqualTo(float32);
    float[] other = VALUES.clone();
    other[4] = Float.MIN_VALUE;
    NpyFile.write(root.resolve("features.npy"), ScoreMatrix.of(5, 3, other));
    assertThat(open("").fingerprint()).isNotEqualTo(float32);
    NpyFile.write(root.resolve("features.npy"), ScoreMatrix.of(5, 3, VALUES));
    folder.text("rows.csv", TABLE.replace("c,dog", "c,cat"));
    assertThat(open("").fingerprint()).isNotEqualTo(float32);
  }

  /** Writes the values as NumPy would. */
  private void npy(String name, String type, boolean byColumn) throws IOException {
    String text =
        "{'descr': '%s', 'fortran_order': %s, 'shape': (5, 3), }"
            .formatted(type, byColumn ? "True" : "False");
    text += " ".repeat(117 - text.length()) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 15; i++) {
      float value = VALUES[byColumn ? i % 5 * 3 + i / 5 : i];
      out.writeBytes(
          type.endsWith("2")
              ? ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(half(value)).array()
              : ByteBuffer.allocate(8).putDouble(value).array());
    }
    Files.write(root.resolve(name), out.toByteArray());
  }

  /** Float16 of a number that it holds, no subnormal one. */
  private static short half(float value) {
    int bits = Float.floatToIntBits(value);
    int exponent = value == 0 ? 0 : ((bits >> 23) & 255) - 112;
    return (short) ((bits >> 16) & 0x8000 | exponent << 10 | (bits >> 13) & 0x3FF);
  }

  @Test
  void labelsMayHaveAFileOfTheirOwn() throws IOException {
    byte[] labels = {1, 0, -1, 1, 0, 1, 0, 0, 1, -1};
    NpyFile.write(root.resolve("labels.npy"), LabelMatrix.of(5, 2, labels));
    folder.text("rows.csv", "split,image\ntrain,a\ntrain,b\ntest,c\ntest,d\nval,e\n");
    Dataset dataset = open(", labels: labels.npy");
    assertThat(dataset.classes()).containsExactly("0", "1");
    assertThat(LabelMatrix.of(dataset.train().truth()).get(1, 0)).isEqualTo(LabelMatrix.UNKNOWN);
    assertThat(open(", labels: labels.npy, classes: [cat, dog]").classes())
        .containsExactly("cat", "dog");
    assertThatThrownBy(() -> open(", labels: labels.npy, classes: [cat]"))
        .hasMessageContaining("has 2 columns, and format.classes of the descriptor names 1");
    assertThatThrownBy(() -> open(", labels: labels.npy, task: single-label"))
        .hasMessageContaining("rows.csv:3: 1 classes and 1 unknown ones")
        .hasMessageContaining("rows.csv:5: 0 classes");
  }

  @Test
  void whatIsNoFiniteFloat32IsRefused() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      float[] values = VALUES.clone();
      values[7] = bad;
      TensorWriter.write(root.resolve("f.safetensors"), Map.of("x", List.of(5L, 3L)), values);
      assertThatThrownBy(() -> open(", matrix: f.safetensors"))
          .hasMessageContaining("f.safetensors: the number in row 2, column 1 is " + bad);
      rawNpy("features.npy", values);
      assertThatThrownBy(() -> open(""))
          .hasMessageContaining("features.npy: the number in row 2, column 1 is " + bad);
    }
  }

  private void rawNpy(String name, float[] values) throws IOException {
    NpyFile.write(root.resolve(name), ScoreMatrix.of(5, 3, VALUES));
    byte[] bytes = Files.readAllBytes(root.resolve(name));
    ByteBuffer.wrap(bytes, 128, 60).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    Files.write(root.resolve(name), bytes);
  }

  @Test
  void aTableOfAnotherLengthIsRefused() throws IOException {
    folder.text("rows.csv", TABLE + "f,cat,train\n");
    assertThatThrownBy(() -> open(""))
        .hasMessageContaining("features.npy has 5 rows, and ")
        .hasMessageContaining("rows.csv has 6 lines below its header");
  }

  @Test
  void rowsAreCalledOnce() throws IOException {
    folder.text("rows.csv", TABLE.replace("c,dog", "a,dog").replace("d,,", ",,"));
    assertThatThrownBy(() -> open(""))
        .hasMessageContaining("rows.csv:4: the image 'a' was there before, on line 2")
        .hasMessageContaining("rows.csv:5: a row without a name");
  }

  @Test
  void equalVectorsInTwoSplitsAreALeak() throws IOException {
    float[] values = VALUES.clone();
    System.arraycopy(values, 0, values, 6, 3);
    NpyFile.write(root.resolve("features.npy"), ScoreMatrix.of(5, 3, values));
    assertThat(open("").notes())
        .contains("a leak: 1 test row is among the train rows too, byte for byte (c = a)");
  }

  @Test
  void aTensorOfSeveralIsNamed() throws IOException {
    Map<String, List<Long>> shapes = new java.util.LinkedHashMap<>();
    shapes.put("flat", List.of(3L));
    shapes.put("x", List.of(4L, 3L));
    TensorWriter.write(root.resolve("f.safetensors"), shapes, VALUES);
    assertThatThrownBy(() -> open(", matrix: f.safetensors"))
        .hasMessageContaining("name one as format.tensor in the descriptor");
    assertThatThrownBy(() -> open(", matrix: f.safetensors, tensor: y"))
        .hasMessageContaining("no tensor 'y' (format.tensor)");
    assertThatThrownBy(() -> open(", matrix: f.safetensors, tensor: flat"))
        .hasMessageContaining(
            "tensor flat is F32 [3]; expected rows x numbers of F32, F16 or BF16");
    assertThatThrownBy(() -> open(", matrix: f.safetensors, tensor: x"))
        .hasMessageContaining("f.safetensors has 4 rows, and ");
  }

  @Test
  void aHeldOutShareIsOfTheTrainingRows() throws IOException {
    folder.text("rows.csv", TABLE.replace(",val", ",train"));
    Dataset dataset = folder.open("{type: features}").holdOut(0.34, new SplitMix64(1));
    assertThat(dataset.train().size()).isEqualTo(2);
    assertThat(dataset.validation().orElseThrow().vectors().rows()).isEqualTo(1);
  }

  @Test
  void miniaturesAreReadBack() throws IOException {
    for (String settings :
        List.of(
            "{type: features}",
            "{type: features, folder: deep/er, matrix: m.safetensors, validation: val}",
            "{type: features, labels: y.npy, table: t.csv, classes: ['a,b', 'c\"d', e]}",
            "{type: features, task: single-label}")) {
      Path here = Files.createTempDirectory(root, "mini");
      TestFolder mini = new TestFolder(here);
      mini.miniature(settings, here);
      Dataset dataset = mini.open(settings);
      assertThat(dataset.test().size()).isEqualTo(16);
      assertThat(dataset.test().vectors().width()).isEqualTo(192);
      assertThat(dataset.train().size() + dataset.validation().map(Split::size).orElse(0))
          .isEqualTo(24);
    }
  }
}
