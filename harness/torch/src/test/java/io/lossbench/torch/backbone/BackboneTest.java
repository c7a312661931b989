package io.lossbench.torch.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackboneTest {
  @TempDir Path folder;

  private static Network network(String type, int classes) {
    return Backbone.of(Settings.of(Map.of("type", type))).network(classes, false);
  }

  /**
   * torchvision's and timm's published counts; resnet20: He et al., 0.27 M, counted layer by layer.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 1000, 11689512",
    "resnet34, 1000, 21797672",
    "resnet50, 1000, 25557032",
    "resnet101, 1000, 44549160",
    "tresnet_m, 80, 29503952",
    "tresnet_l, 80, 53750896",
    "tresnet_xl, 80, 75991804",
    "tresnet_m, 1000, 31389032",
    "tresnet_l, 1000, 55989256",
    "tresnet_xl, 1000, 78436244",
    "tresnet_v2_l, 1000, 46174824",
    "tf_efficientnet_lite0, 1000, 4652008",
    "mobilenetv2_035, 20, 421748",
    "resnet20, 10, 269722"
  })
  void hasThePublishedNumberOfParameters(String type, int classes, int parameters) {
    assertThat(network(type, classes).parameterCount()).isEqualTo(parameters);
  }

  /** The ASL code's head for OpenImages: 512 features before the classes, under its names. */
  @Test
  void tresnetCanEndInABottleneck() {
    Settings settings = Settings.of(Map.of("type", "tresnet_l", "bottleneck-head", 512L));
    Network network = Backbone.of(settings).network(9605, false);
    int body = network("tresnet_l", 80).parameterCount() - 80 * 2432 - 80;
    assertThat(network.parameterCount()).isEqualTo(body + 512 * 2432 + 512 + 9605 * 512 + 9605);
    assertThat(network.head()).isEqualTo("head.fc");
    assertThat(network.parameters())
        .extracting(Network.Parameter::name)
        .contains("head.fc.embedding_generator.0.weight", "head.fc.FC.bias");
  }

  @Test
  void parametersHaveTimmsNamesAndLayouts() {
    Network network = network("resnet50", 80);
    assertThat(network.parameters())
        .extracting(Network.Parameter::name)
        .contains(
            "conv1.weight",
            "bn1.bias",
            "layer1.0.downsample.0.weight",
            "layer3.5.conv3.weight",
            "layer4.2.bn3.weight",
            "fc.bias")
        .doesNotHaveDuplicates();
    assertThat(network.buffers())
        .extracting(Network.Buffer::name)
        .contains("layer2.0.downsample.1.running_var");
    Network.Parameter stride =
        network.parameters().stream()
            .filter(p -> p.name().equals("layer2.0.conv2.weight"))
            .findFirst()
            .orElseThrow();
    assertThat(stride.shape()).containsExactly(128, 128, 3, 3);
    assertThat(network.code())
        .anyMatch(line -> line.contains("self.layer2, \"0\").conv2.weight, None, [2, 2]"));
  }

  @Test
  void decaySparesBiasesAndNormalisation() {
    assertThat(network("resnet18", 20).parameters())
        .filteredOn(Network.Parameter::decayed)
        .allSatisfy(p -> assertThat(p.name()).matches(".*(conv\\d|downsample\\.0|fc)\\.weight"));
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    Network network = network("resnet20", 20);
    float[] state = Backbone.initialState(network, new SplitMix64(1));
    assertThat(Backbone.initialState(network, new SplitMix64(1))).isEqualTo(state);
    assertThat(Backbone.initialState(network, new SplitMix64(2))).isNotEqualTo(state);
    double sum = 0;
    for (int i = 0; i < 432; i++) {
      sum += state[i] * state[i];
    }
    assertThat(Math.sqrt(sum / 432))
        .as("He's deviation")
        .isBetween(0.9 * Math.sqrt(2.0 / 144), 1.1 * Math.sqrt(2.0 / 144));
  }

  @Test
  void safetensorsRoundTripBitForBit() throws IOException {
    Network network = network("resnet20", 20);
    float[] state = Backbone.initialState(network, new SplitMix64(1));
    SafeTensors.write(folder.resolve("w.safetensors"), network, state);
    assertThat(SafeTensors.read(folder.resolve("w.safetensors"), network)).isEqualTo(state);
  }

  @Test
  void weightsThatDoNotFitAreNamed() throws IOException {
    Network network = network("resnet20", 20);
    SafeTensors.write(folder.resolve("w.safetensors"), network, new float[network.stateSize()]);
    assertThatThrownBy(
            () -> SafeTensors.read(folder.resolve("w.safetensors"), network("resnet20", 21)))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("misshapen: fc.weight is F32 [20, 64], expected F32 [21, 64]");
    assertThatThrownBy(
            () -> SafeTensors.read(folder.resolve("w.safetensors"), network("resnet18", 20)))
        .hasMessageContaining("missing: layer2.0.downsample.0.weight")
        .hasMessageContaining("unexpected: layer1.2.conv1.weight");
  }

  @Test
  void pretrainedWeightsReplaceAllButAForeignHead() throws IOException {
    Network trained = network("resnet20", 20);
    float[] weights = Backbone.initialState(trained, new SplitMix64(1));
    SafeTensors.write(folder.resolve("w.safetensors"), trained, weights);
    Network other = network("resnet20", 7);
    float[] random = Backbone.initialState(other, new SplitMix64(2));
    float[] started =
        SafeTensors.pretrained(folder.resolve("w.safetensors"), other, random, "all-but-head");
    int body = other.parameterCount() - 7 * 65;
    assertThat(Arrays.copyOf(started, body)).isEqualTo(Arrays.copyOf(weights, body));
    assertThat(Arrays.copyOfRange(started, body, other.parameterCount()))
        .isEqualTo(Arrays.copyOfRange(random, body, other.parameterCount()));
    assertThatThrownBy(
            () ->
                SafeTensors.pretrained(
                    folder.resolve("w.safetensors"),
                    network("resnet18", 20),
                    new float[network("resnet18", 20).stateSize()],
                    "all-but-head"))
        .hasMessageContaining("does not fit the network");
  }

  @Test
  void weightsMayHaveToFillEverythingOrJustWhatFits() throws IOException {
    Network trained = network("resnet20", 20);
    float[] weights = Backbone.initialState(trained, new SplitMix64(1));
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, trained, weights);
    Network other = network("resnet20", 7);
    float[] random = Backbone.initialState(other, new SplitMix64(2));
    assertThatThrownBy(() -> SafeTensors.pretrained(file, other, random, "all"))
        .hasMessageContaining("misshapen: fc.weight");
    float[] overlapped = SafeTensors.pretrained(file, other, random, "overlap");
    int body = other.parameterCount() - 7 * 65;
    assertThat(Arrays.copyOf(overlapped, body)).isEqualTo(Arrays.copyOf(weights, body));
    // The 18 layers' names are there too, in other shapes: nothing of them fits.
    Network wider = network("resnet18", 7);
    float[] start = Backbone.initialState(wider, new SplitMix64(3));
    assertThatThrownBy(() -> SafeTensors.pretrained(file, wider, start, "overlap"))
        .hasMessageContaining("so that training would start from random weights");
  }

  /** 1.5 and -0.25 in bfloat16 and float16, and float16's smallest and largest numbers. */
  @Test
  void halfPrecisionIsRead() throws IOException {
    assertThat(decoded("BF16", 0x3FC0, 0xBE80)).startsWith(1.5f, -0.25f);
    assertThat(decoded("F16", 0x3E00, 0xB400, 0x0001, 0x7BFF))
        .startsWith(1.5f, -0.25f, 0x1p-24f, 65504f);
    assertThatThrownBy(() -> decoded("F16", 0x3E00, 0x7C00))
        .hasMessageContaining("not finite: bn1.weight holds Infinity (value 2 of 16)");
  }

  /** A resnet20 whose bn1.weight has the given 16-bit values, read over zeros. */
  private float[] decoded(String type, int... bits) throws IOException {
    String json =
        "{\"bn1.weight\":{\"dtype\":\"%s\",\"shape\":[16],\"data_offsets\":[0,32]}}"
            .formatted(type);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length() + 32).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length()).put(json.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    for (int each : bits) {
      file.putShort((short) each);
    }
    Files.write(folder.resolve("half.safetensors"), file.array());
    Network network = network("resnet20", 20);
    float[] state =
        SafeTensors.pretrained(
            folder.resolve("half.safetensors"), network, new float[network.stateSize()], "overlap");
    // conv1.weight comes first.
    return Arrays.copyOfRange(state, 432, 448);
  }

  @Test
  void lyingHeadersAreRefused() throws IOException {
    Network network = network("resnet20", 20);
    Path file = folder.resolve("w.safetensors");
    ByteBuffer huge =
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).putLong(0);
    Files.write(file, huge.array());
    assertThatThrownBy(() -> SafeTensors.read(file, network))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("its header claims");
    Files.write(file, new byte[3]);
    assertThatThrownBy(() -> SafeTensors.read(file, network)).isInstanceOf(HarnessException.class);
    String json =
        "{\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[16,3,3,3],\"data_offsets\":[0,1728]}}";
    ByteBuffer short_ =
        ByteBuffer.allocate(8 + json.length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length());
    Files.write(
        file, short_.put(json.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).array());
    assertThatThrownBy(() -> SafeTensors.read(file, network))
        .hasMessageContaining("tensor conv1.weight ends at byte 1728 of 0: the file is cut off");
  }
}
