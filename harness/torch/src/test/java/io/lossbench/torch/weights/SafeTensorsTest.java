package io.lossbench.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged or lie: each is one sentence that names the file and the tensor. */
class SafeTensorsTest {
  private static final String CONV = "\"c.weight\":{\"dtype\":\"F32\",\"shape\":[1,3,1,1],";
  private static final String FC = "\"fc.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],";
  private static final String BIAS =
      "\"fc.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[20,28]}";
  private static final String GOOD =
      "{" + CONV + "\"data_offsets\":[0,12]}," + FC + "\"data_offsets\":[12,20]}," + BIAS + "}";

  @TempDir Path folder;

  private static Network network() {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    return layers.build(
        layers.linear(
            "fc",
            layers.globalAveragePool(layers.convolution("c", layers.input(), 1, 1, 1, 0)),
            2));
  }

  private Path file(String header, float... values) throws IOException {
    return file(header.getBytes(StandardCharsets.UTF_8), values);
  }

  private Path file(byte[] header, float... values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return Files.write(folder.resolve("w.safetensors"), bytes.array());
  }

  private static final float[] SEVEN = {1, 2, 3, 4, 5, 6, 7};

  private static Network probe(List<Long> hidden, boolean batchNorm, int width) {
    Settings settings =
        Settings.of(Map.of("type", "mlp", "hidden", hidden, "batch-norm", batchNorm));
    return Backbones.onClasspath().create(settings).onVectors(width).network(3, Precision.FLOAT32);
  }

  /** An export knows no dataset, and so not how wide its vectors are. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFirstLayerTellsTheWidthOfVectors(boolean batchNorm) throws IOException {
    for (List<Long> hidden : List.of(List.<Long>of(), List.of(5L), List.of(5L, 4L))) {
      Network network = probe(hidden, batchNorm, 7);
      Path file = folder.resolve("probe.safetensors");
      SafeTensors.write(file, network, new float[network.stateSize()]);
      assertThat(SafeTensors.vectorWidth(file, probe(hidden, batchNorm, 1))).isEqualTo(7);
    }
    assertThatThrownBy(
            () -> SafeTensors.vectorWidth(file(GOOD, SEVEN), probe(List.of(5L), batchNorm, 1)))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("of a first layer");
  }

  @Test
  void aGoodFileIsRead() throws IOException {
    assertThat(SafeTensors.read(file(GOOD, SEVEN), network())).containsExactly(SEVEN);
    String described = "{\"__metadata__\":{\"format\":\"pt\"}," + GOOD.substring(1) + "   ";
    assertThat(SafeTensors.read(file(described, SEVEN), network())).containsExactly(SEVEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[0,12]}|null}|tensor c.weight: data_offsets is null; expected [begin, end] in bytes",
        "[0,12]}|[null,null]}|tensor c.weight: data_offsets is [null,null]; expected",
        "[0,12]}|[0,12,13]}|tensor c.weight: data_offsets is [0,12,13]; expected",
        "[0,12]}|[12,0]}|tensor c.weight: data_offsets is [12,0]; expected",
        "[0,12]}|[-12,0]}|tensor c.weight: data_offsets is [-12,0]; expected",
        "[0,12]}|[0,12.0]}|tensor c.weight: data_offsets is [0,12.0]; expected",
        "[0,12]}|[0,99999999999999999999]}|tensor c.weight: data_offsets is [0,99999",
        "[0,12]}|[`0`,`12`]}|tensor c.weight: data_offsets is [\"0\",\"12\"]; expected",
        "[12,20]}|[12,24]}|tensor fc.weight: F32 [2, 1] takes 8 bytes, data_offsets [12, 24] hold"
            + " 12",
        "[20,28]}|[0,8]}|tensor c.weight overlaps tensor fc.bias",
        "[20,28]}|[16,24]}|tensor fc.bias overlaps tensor fc.weight",
        "[20,28]}|[24,32]}|4 bytes before tensor fc.bias belong to none",
        "[20,28]}|[20,28],`more`:1}|tensor fc.bias: unknown key more",
        "`F32`,`shape`:[2]|`F99`,`shape`:[2]|tensor fc.bias: dtype is \"F99\"; expected one of"
            + " BF16",
        "`F32`,`shape`:[2]|null,`shape`:[2]|tensor fc.bias: dtype is null; expected one of BF16",
        "`dtype`:`F32`,`shape`:[2]|`shape`:[2]|tensor fc.bias: dtype is missing; expected",
        "`shape`:[2],|~~|tensor fc.bias: shape is missing; expected a list of sizes",
        "`shape`:[2],|`shape`:null,|tensor fc.bias: shape is null; expected a list of sizes",
        "`shape`:[2],|`shape`:[-2],|tensor fc.bias: shape is [-2]; expected a list of sizes",
        "`shape`:[2],|`shape`:[4611686018427387904],|takes more bytes than can be counted",
        "`fc.bias`|`c.weight`|Duplicate",
        "`shape`:[2],|`shape`:[2],`shape`:[2],|at or behind tensor fc.bias: Duplicate",
        "`fc.bias`:{|`fc.bias`:7,`x`:{|tensor fc.bias: expected {dtype, shape, data_offsets}, found"
            + " 7",
        "{`c.weight`|[`c.weight`|its header is no JSON object",
        "{`c.weight`|{`__metadata__`:{`a`:1},`c.weight`|__metadata__ is no object of texts",
      })
  void aHeaderThatBreaksTheFormatIsNamed(String from, String to, String fault) throws IOException {
    String header = GOOD.replace(from.replace('`', '"'), to == null ? "" : to.replace('`', '"'));
    assertThat(header).isNotEqualTo(GOOD);
    Path file = file(header, SEVEN);
    assertThatThrownBy(() -> SafeTensors.read(file, network()))
        .isInstanceOf(HarnessException.class)
        .hasMessageStartingWith(file + " is not a valid safetensors file:\n  ")
        .hasMessageContaining(fault.replace("\\\"", "\""));
  }

  @Test
  void allFaultsAreToldAtOnce() throws IOException {
    Path file = file(GOOD.replace("\"F32\"", "\"F99\""), SEVEN);
    assertThatThrownBy(() -> SafeTensors.read(file, network()))
        .hasMessageContainingAll("c.weight: dtype", "fc.weight: dtype", "fc.bias: dtype");
  }

  @Test
  void dataBehindTheLastTensorIsRefused() throws IOException {
    Path file = file(GOOD, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThatThrownBy(() -> SafeTensors.read(file, network()))
        .hasMessageEndingWith("4 bytes behind the last tensor belong to none");
  }

  @Test
  void aFileThatIsCutOffNamesTheTensor() throws IOException {
    Path file = file(GOOD, 1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> SafeTensors.read(file, network()))
        .hasMessageEndingWith("tensor fc.bias ends at byte 28 of 24: the file is cut off");
  }

  @Test
  void aValueThatIsNotFiniteIsNamed() throws IOException {
    Path file = file(GOOD, 1, 2, 3, Float.NaN, 5, 6, Float.NEGATIVE_INFINITY);
    assertThatThrownBy(() -> SafeTensors.read(file, network()))
        .hasMessageStartingWith(file + " does not fit the network:")
        .hasMessageContaining("not finite: fc.weight holds NaN (value 1 of 2)")
        .hasMessageContaining("not finite: fc.bias holds -Infinity (value 2 of 2)");
  }

  @Test
  void anOverlapOfNothingIsRefusedBeforeRandomWeightsAreTrained() throws IOException {
    Path file = file(GOOD.replace("c.w", "d.w").replace("fc.", "gc."), SEVEN);
    float[] start = new float[7];
    assertThatThrownBy(() -> SafeTensors.pretrained(file, network(), start, WeightsFit.OVERLAP))
        .hasMessageContaining("none of its 3 tensors fits one of the network's 3");
    Path part = file(GOOD.replace("fc.", "gc."), SEVEN);
    assertThat(SafeTensors.pretrained(part, network(), start, WeightsFit.OVERLAP))
        .containsExactly(1, 2, 3, 0, 0, 0, 0);
  }

  @Test
  void textThatIsNoUtf8AndControlCharactersDoNotReachTheTerminal() throws IOException {
    byte[] header = GOOD.getBytes(StandardCharsets.ISO_8859_1);
    header[3] = (byte) 0xFF;
    Path broken = file(header, SEVEN);
    assertThatThrownBy(() -> SafeTensors.read(broken, network()))
        .hasMessageEndingWith("its header is not UTF-8");
    Path escape = file(GOOD.replace("fc.bias", "fc.\\u001b]0;x\\u202e"), SEVEN);
    assertThatThrownBy(() -> SafeTensors.read(escape, network()))
        .hasMessageContaining("unexpected: fc.\\u1b]0;x\\u202e")
        .matches(e -> e.getMessage().chars().noneMatch(c -> c == 27 || c == 0x202e));
  }

  @Test
  void nothingButAnErrorComesOfAnyChangedByte() throws IOException {
    byte[] whole = Files.readAllBytes(file(GOOD, SEVEN));
    int headerEnd = whole.length - 28;
    int refused = 0;
    for (int at = 0; at < headerEnd; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 << bit);
        Path file = Files.write(folder.resolve("changed"), changed);
        try {
          float[] read = SafeTensors.read(file, network());
          // A space for another white space, say.
          assertThat(read).as("byte %d, bit %d", at, bit).containsExactly(SEVEN);
        } catch (HarnessException e) {
          assertThat(e).hasMessageContaining(file.toString());
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(headerEnd * 7);
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafeTensors.read(cut, network()))
          .isInstanceOf(HarnessException.class);
    }
  }
}
