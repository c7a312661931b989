package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
  private static final String FLOATS = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }";

  @TempDir Path folder;

  /** A file of version 1.0 with this header and this many bytes of zeros. */
  private Path file(String header, int bytes) throws IOException {
    return file(1, 0, header, new byte[bytes]);
  }

  private Path file(int major, int minor, String header, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, (byte) minor});
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length);
    out.write(length.array(), 0, major == 1 ? 2 : 4);
    out.writeBytes(text);
    out.writeBytes(data);
    return Files.write(folder.resolve("a.npy"), out.toByteArray());
  }

  private Path described(String descr, int bytes) throws IOException {
    return file("{'descr': " + descr + ", 'fortran_order': False, 'shape': (2, 3), }", bytes);
  }

  @Test
  void whatIsWrittenIsReadTheSame() throws IOException {
    ScoreMatrix scores = ScoreMatrix.of(2, 3, new float[] {.1f, .2f, .3f, 1e-30f, 0, 1});
    LabelMatrix labels = LabelMatrix.of(2, 3, new byte[] {1, 0, -1, 0, 0, 1});
    NpyFile.write(folder.resolve("s.npy"), scores);
    NpyFile.write(folder.resolve("l.npy"), labels);
    Scores read = NpyFile.readScores(folder.resolve("s.npy"));
    assertThat(read).isInstanceOf(MappedScores.class);
    assertThat(read.keys(0)).isEqualTo(scores.keys(0));
    assertThat(read.keys(1)).isEqualTo(scores.keys(1));
    assertThat(read.value(1, 0)).isEqualTo(1e-30f);
    assertThat(NpyFile.readLabels(folder.resolve("l.npy"))).isEqualTo(labels);
    assertThat(Files.size(folder.resolve("s.npy"))).isEqualTo(128 + 24);
  }

  /** From 16 million on labels of which few differ from the others are kept as these few. */
  @ParameterizedTest
  @ValueSource(bytes = {LabelMatrix.UNKNOWN, LabelMatrix.NEGATIVE})
  void manyLabelsOfWhichMostAreTheSameRoundTrip(byte otherwise) throws IOException {
    int rows = 9_000;
    int classes = 2_000;
    int[] offsets = new int[rows + 1];
    char[] columns = new char[2 * rows];
    byte[] values = new byte[2 * rows];
    for (int r = 0; r < rows; r++) {
      offsets[r + 1] = 2 * (r + 1);
      columns[2 * r] = (char) (r % 1000);
      columns[2 * r + 1] = (char) (1000 + r % 999);
      values[2 * r] = (byte) (otherwise == LabelMatrix.UNKNOWN ? r % 2 : r % 2 * 2 - 1);
      values[2 * r + 1] = (byte) (r % 3 == 0 ? 1 : -1 - otherwise);
    }
    LabelMatrix labels = new SparseLabels(classes, otherwise, offsets, columns, values);
    NpyFile.write(folder.resolve("l.npy"), labels);
    LabelMatrix read = NpyFile.readLabels(folder.resolve("l.npy"));
    assertThat(read).isInstanceOf(SparseLabels.class);
    for (int r = 0; r < rows; r++) {
      assertThat(read.rowKey(r)).isEqualTo(labels.rowKey(r));
    }
    assertThat(read.isMostlyUnknown()).isEqualTo(otherwise == LabelMatrix.UNKNOWN);
  }

  @Test
  void moreClassesThanSparseLabelsHaveAreKeptInOneArray() throws IOException {
    byte[] values = new byte[257 * 65_537];
    values[values.length - 1] = 1;
    Path file =
        file(1, 0, "{'descr': '|i1', 'fortran_order': False, 'shape': (257, 65537)}", values);
    LabelMatrix read = NpyFile.readLabels(file);
    assertThat(read.get(256, 65_536)).isEqualTo(LabelMatrix.POSITIVE);
    assertThat(read.get(255, 65_536)).isEqualTo(LabelMatrix.NEGATIVE);
  }

  @Test
  void bytesBehindTheArrayAreTold() throws IOException {
    NpyFile longer = NpyFile.open(described("'|i1'", 10));
    assertThat(longer.note().orElseThrow()).contains("holds 4 bytes behind its array");
    NpyFile whole = NpyFile.open(described("'|i1'", 6));
    assertThat(whole.note()).isEmpty();
    assertThat(whole.type()).isEqualTo(NumberType.INT8);
    assertThat(whole.type().words()).isEqualTo("int8");
    assertThat(whole.rows()).isEqualTo(2);
    assertThat(whole.columns()).isEqualTo(3);
    assertThatThrownBy(() -> NpyFile.open(described("'|i1'", 5)))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("a.npy: the header promises 2 x 3 values of 1 bytes")
        .hasMessageContaining("the file holds 5 bytes");
    assertThat(NpyFile.open(described("'<f8'", 51)).note().orElseThrow())
        .contains("holds 3 bytes behind its array");
    assertThatThrownBy(() -> NpyFile.open(described("'<f8'", 47)))
        .hasMessageContaining("2 x 3 values of 8 bytes, the file holds 47 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          '|O'                       ~ it holds Python objects; save numbers: numpy.save(FILE, array.astype('float32'))
          '|V2'                      ~ bfloat16
          '<c8'                      ~ its numbers are complex
          '<U3'                      ~ it holds text
          '|S3'                      ~ it holds text
          '<M8[ns]'                  ~ astype('float32')
          '<f16'                     ~ astype('float32')
          '<f3'                      ~ astype('float32')
          ''                         ~ astype('float32')
          [('a', '<f4'), ('b', '<i4')] ~ it holds records of several fields
          """,
      quoteCharacter = '"')
  void typesThatAreNoRealNumbersAreRefusedWithAWayOut(String descr, String advice)
      throws IOException {
    Path file = described(descr, 400);
    assertThatThrownBy(() -> NpyFile.open(file))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("a.npy: arrays of type")
        .hasMessageContaining(advice);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          6,      | the shape (6,); expected two dimensions, images x classes (one class: array.reshape(-1, 1))
                  | the shape (); expected two dimensions
          1, 2, 3 | the shape (1, 2, 3); expected two dimensions
          0, 20   | the array of shape (0, 20) has no images (rows)
          20, 0   | the array of shape (20, 0) has no classes (columns)
          0, 0    | has no images
          3000000000, 1 | (3000000000, 1) values, which is too many
          2000000000, 2000000000 | the header promises 2000000000 x 2000000000 values
          """)
  void shapesThatCannotBeJudgedAreRefused(String shape, String message) throws IOException {
    Path file = file(FLOATS.formatted(shape == null ? "" : shape), 24);
    assertThatThrownBy(() -> NpyFile.open(file))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{descr}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': 1, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [2, 3]}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2.0, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 3)}",
        "{'descr': <f4, 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4\", 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (2, 3)}",
        "{, 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} more",
        "('descr', '<f4')",
      })
  void otherDictionariesAreRefused(String header) throws IOException {
    Path file = file(header, 24);
    assertThatThrownBy(() -> NpyFile.open(file))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("the header is not that of an array");
  }

  /** Version 3 is there for names of fields outside ISO 8859-1. */
  @Test
  void theVersionSaysHowTheHeaderIsEncoded() throws IOException {
    String records = "{'descr': [('\u00e9', '<f4')], 'fortran_order': False, 'shape': (2, 3)}";
    Path file = file(3, 0, records, new byte[24]);
    assertThatThrownBy(() -> NpyFile.open(file)).hasMessageContaining("[('\u00e9', '<f4')]");
    Path older = file(2, 0, records, new byte[24]);
    assertThatThrownBy(() -> NpyFile.open(older)).hasMessageContaining("[('\u00c3\u00a9', '<f4')]");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "4, 0", "9, 0", "1, 1", "2, 7"})
  void otherVersionsAreRefused(int major, int minor) throws IOException {
    Path file = file(major, minor, FLOATS.formatted("2, 3"), new byte[24]);
    assertThatThrownBy(() -> NpyFile.open(file))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("version " + major + "." + minor + " of the .npy format");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PK...................   | a zip archive
          MATLAB 5.0 MAT-file     | a MATLAB file
          0.1,0.2,0.3 0.4,0.5,0.6 | not a .npy file; save the array: numpy.save(FILE, array)
          short                   | too short
          """)
  void otherFilesAreNamed(String content, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("other"), content);
    assertThatThrownBy(() -> NpyFile.open(file))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("other: not a .npy file")
        .hasMessageContaining(message);
  }

  @Test
  void aPickleAFolderAndNothingAreNamed() throws IOException {
    Path pickle = Files.write(folder.resolve("p"), new byte[] {(byte) 0x80, 4, 0, 0, 0, 0, 0, 0});
    assertThatThrownBy(() -> NpyFile.open(pickle)).hasMessageContaining("a Python pickle");
    assertThatThrownBy(() -> NpyFile.open(folder)).hasMessageContaining("is not a file");
    assertThatThrownBy(() -> NpyFile.open(folder.resolve("none.npy")))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("none.npy");
  }

  @Test
  void aHeaderThatNeverEndsIsNotReadForEver() throws IOException {
    Path file = file(2, 0, FLOATS.formatted("2, 3") + " ".repeat(1 << 20), new byte[24]);
    assertThatThrownBy(() -> NpyFile.open(file)).hasMessageContaining("a header of 1048");
  }

  @Test
  void scoresThatAreNotFiniteAreNamedWithTheirPlaceAndNumber() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    data.putDouble(8 * 4, Double.NaN);
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";
    Path one = file(1, 0, header, data.array());
    assertThatThrownBy(() -> NpyFile.readScores(one))
        .isInstanceOf(HarnessException.class)
        .hasMessageEndingWith("a.npy: score NaN in row 1, class 1 is not finite");
    data.putDouble(8 * 2, Double.NEGATIVE_INFINITY).putDouble(8 * 5, Double.POSITIVE_INFINITY);
    Path three = file(1, 0, header, data.array());
    assertThatThrownBy(() -> NpyFile.readScores(three))
        .hasMessageEndingWith(
            "score -Infinity in row 0, class 2 is not finite, and 2 more are not");
  }

  @Test
  void labelsOfAnotherKindAreNamedWithTheirPlace() throws IOException {
    Path bytes =
        file(
            1,
            0,
            "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }",
            new byte[] {0, 1, 0, 1, (byte) 255, 0});
    assertThatThrownBy(() -> NpyFile.readLabels(bytes))
        .isInstanceOf(HarnessException.class)
        .hasMessageEndingWith(
            "the label in row 0, class 2 is 255, not 1 (positive), 0 (negative) or -1 (unknown)");
    ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putFloat(4, 0.5f);
    Path soft = file(1, 0, FLOATS.formatted("2, 3"), data.array());
    assertThatThrownBy(() -> NpyFile.readLabels(soft)).hasMessageContaining("class 1 is 0.5, not");
    data.putFloat(4, Float.NaN);
    Path missing = file(1, 0, FLOATS.formatted("2, 3"), data.array());
    assertThatThrownBy(() -> NpyFile.readLabels(missing)).hasMessageContaining("class 1 is NaN");
  }

  /** As NumPy has it; read as a signed byte it would be -1, unknown. */
  @Test
  void aTrueThatIsStoredAs255IsPositive() throws IOException {
    Path file =
        file(
            1,
            0,
            "{'descr': '|b1', 'fortran_order': False, 'shape': (1, 2), }",
            new byte[] {(byte) 255, 0});
    assertThat(NpyFile.readLabels(file)).isEqualTo(LabelMatrix.of(1, 2, new byte[] {1, 0}));
    assertThat(NpyFile.readScores(file).value(0, 0)).isEqualTo(1);
  }

  /** Mapped, so that a heap of any size does. */
  @Test
  void aFileOfMoreThanTwoGigabytesIsReadInPlace() throws IOException {
    int rows = 100;
    int columns = 2_800_000;
    Path file = file("{'descr': '>f8', 'fortran_order': False, 'shape': (100, 2800000), }", 0);
    long start = Files.size(file);
    try (var channel =
        java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      ByteBuffer last = ByteBuffer.allocate(8).putDouble(0, 0.75);
      channel.write(last, start + 8L * rows * columns - 8);
      channel.write(ByteBuffer.allocate(8).putDouble(0, 0.5), start + (1L << 30));
    }
    Scores scores = NpyFile.open(file).scores();
    assertThat(scores.value(99, 2_799_999)).isEqualTo(0.75);
    int index = 1 << 27;
    assertThat(scores.value(index / columns, index % columns)).isEqualTo(0.5);
    assertThat(scores.value(0, 0)).isZero();
  }
}
