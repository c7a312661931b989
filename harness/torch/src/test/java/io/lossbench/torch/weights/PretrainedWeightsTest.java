package io.lossbench.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.HarnessException;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.backbone.Features;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.TokenLayers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What a training starts from: random weights, or a file's, as far as they fit. */
class PretrainedWeightsTest {
  @TempDir Path folder;

  private static Network network(String type, int classes) {
    return Backbones.onClasspath()
        .create(Settings.of(Map.of("type", type)))
        .network(classes, Precision.FLOAT32);
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    Network network = network("resnet20", 20);
    float[] state = InitialWeights.of(network, new SplitMix64(1));
    assertThat(InitialWeights.of(network, new SplitMix64(1))).isEqualTo(state);
    assertThat(InitialWeights.of(network, new SplitMix64(2))).isNotEqualTo(state);
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
    float[] state = InitialWeights.of(network, new SplitMix64(1));
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

  /** A file has the layers that the network was published with, and this one has others instead. */
  @Test
  void theLayersThatAnotherHeadReplacesMayBeInTheFile() throws IOException {
    Network published = network("mobilenetv2_035", 20);
    float[] weights = InitialWeights.of(published, new SplitMix64(1));
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, published, weights);
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    Backbone backbone =
        Backbones.onClasspath().create(Settings.of(Map.of("type", "mobilenetv2_035")));
    NetworkBuilder.Value map =
        layers.body("", Set.copyOf(published.names()), backbone::features).last();
    NetworkBuilder.Value logits = layers.linear("head.fc1", layers.globalAveragePool(map), 3);
    layers.head("head");
    Network other = layers.build(logits);
    float[] random = InitialWeights.of(other, new SplitMix64(2));
    float[] started = SafeTensors.pretrained(file, other, random, WeightsFit.ALL_BUT_HEAD);
    int body = other.parameterCount() - 3 * (map.channels() + 1);
    assertThat(Arrays.copyOf(started, body)).isEqualTo(Arrays.copyOf(weights, body));
    assertThat(Arrays.copyOfRange(started, body, other.parameterCount()))
        .isEqualTo(Arrays.copyOfRange(random, body, other.parameterCount()));
    assertThatThrownBy(() -> SafeTensors.pretrained(file, other, random, WeightsFit.ALL))
        .hasMessageContaining("unexpected: classifier.weight");
  }

  /** A network with a body of its own name and one layer above. */
  private static Network above(String classifierLayer) {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    Features features =
        layers.body(
            "body.",
            Set.of(classifierLayer + ".weight", classifierLayer + ".bias"),
            Backbones.onClasspath().create(Settings.of(Map.of("type", "resnet20")))::features);
    layers.top();
    return layers.build(layers.linear("top", layers.globalAveragePool(features.last()), 3));
  }

  @Test
  void weightsOfAClassifierFillTheBodyOfAnotherNetwork() throws IOException {
    Network trained = network("resnet20", 20);
    float[] weights = InitialWeights.of(trained, new SplitMix64(1));
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, trained, weights);
    Network other = above("fc");
    float[] random = InitialWeights.of(other, new SplitMix64(2));
    float[] started = SafeTensors.pretrained(file, other, random, WeightsFit.ALL_BUT_HEAD);
    int body = trained.parameterCount() - 20 * 65;
    assertThat(Arrays.copyOf(started, body)).isEqualTo(Arrays.copyOf(weights, body));
    assertThat(Arrays.copyOfRange(started, body, other.parameterCount()))
        .isEqualTo(Arrays.copyOfRange(random, body, other.parameterCount()));

    // What is neither the body's nor its classifier's is a fault, and so is a part of the body.
    assertThatThrownBy(
            () -> SafeTensors.pretrained(file, above("no"), random, WeightsFit.ALL_BUT_HEAD))
        .hasMessageContaining("unexpected: fc.weight");
    assertThatThrownBy(() -> SafeTensors.pretrained(file, other, random, WeightsFit.ALL))
        .hasMessageContaining("missing: top.weight");
    Network half = network("resnet18", 20);
    SafeTensors.write(file, half, InitialWeights.of(half, new SplitMix64(1)));
    assertThatThrownBy(() -> SafeTensors.pretrained(file, other, random, WeightsFit.ALL_BUT_HEAD))
        .hasMessageContaining("missing: body.layer1.2.conv1.weight");
  }

  @Test
  void theWholeOfSuchANetworkIsReadUnderItsOwnNames() throws IOException {
    Network network = above("fc");
    float[] state = InitialWeights.of(network, new SplitMix64(1));
    SafeTensors.write(folder.resolve("w.safetensors"), network, state);
    assertThat(SafeTensors.read(folder.resolve("w.safetensors"), network)).isEqualTo(state);
  }

  @Test
  void pretrainedWeightsReplaceAllButAForeignHead() throws IOException {
    Network trained = network("resnet20", 20);
    float[] weights = InitialWeights.of(trained, new SplitMix64(1));
    SafeTensors.write(folder.resolve("w.safetensors"), trained, weights);
    Network other = network("resnet20", 7);
    float[] random = InitialWeights.of(other, new SplitMix64(2));
    float[] started =
        SafeTensors.pretrained(
            folder.resolve("w.safetensors"), other, random, WeightsFit.ALL_BUT_HEAD);
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
                    WeightsFit.ALL_BUT_HEAD))
        .hasMessageContaining("does not fit the network");
  }

  @Test
  void weightsMayHaveToFillEverythingOrJustWhatFits() throws IOException {
    Network trained = network("resnet20", 20);
    float[] weights = InitialWeights.of(trained, new SplitMix64(1));
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, trained, weights);
    Network other = network("resnet20", 7);
    float[] random = InitialWeights.of(other, new SplitMix64(2));
    assertThatThrownBy(() -> SafeTensors.pretrained(file, other, random, WeightsFit.ALL))
        .hasMessageContaining("misshapen: fc.weight");
    float[] overlapped = SafeTensors.pretrained(file, other, random, WeightsFit.OVERLAP);
    int body = other.parameterCount() - 7 * 65;
    assertThat(Arrays.copyOf(overlapped, body)).isEqualTo(Arrays.copyOf(weights, body));
    // The 18 layers' names are there too, in other shapes: nothing of them fits.
    Network wider = network("resnet18", 7);
    float[] start = InitialWeights.of(wider, new SplitMix64(3));
    assertThatThrownBy(() -> SafeTensors.pretrained(file, wider, start, WeightsFit.OVERLAP))
        .hasMessageContaining("so that training would start from random weights");
  }

  /** {@code src/test/python/position_expectations.py} wrote what timm makes of them. */
  @ParameterizedTest
  @CsvSource({"14, 24", "14, 4", "3, 5", "7, 6"})
  void positionsAreInterpolatedAsTimmDoes(int from, int to) throws IOException {
    Map<String, List<Double>> expected;
    try (var in = PretrainedWeightsTest.class.getResourceAsStream("/timm/positions.json")) {
      expected = JsonMapper.builder().build().readValue(in, new TypeReference<>() {});
    }
    Network network = positions(to);
    float[] start = new float[network.stateSize()];
    Path file = folder.resolve("positions.safetensors");
    Network trained = positions(from);
    float[] weights = new float[trained.stateSize()];
    int before = 3 * 2 + 2 + 2;
    for (int i = 0; i < (1 + from * from) * 2; i++) {
      weights[before + i] = (float) (i * 2654435761L % (1L << 32) / (double) (1L << 31) - 1);
    }
    SafeTensors.write(file, trained, weights);
    float[] taken = SafeTensors.pretrained(file, network, start, WeightsFit.ALL_BUT_HEAD);
    List<Double> places = expected.get(from + " to " + to);
    assertThat(places).hasSize((1 + to * to) * 2);
    for (int i = 0; i < places.size(); i++) {
      assertThat((double) taken[before + i]).isCloseTo(places.get(i), within(4e-6));
    }
    assertThatThrownBy(() -> SafeTensors.pretrained(file, network, start, WeightsFit.ALL))
        .hasMessageContaining("misshapen: pos is F32 [1, " + (1 + from * from) + ", 2]");
    assertThatThrownBy(() -> SafeTensors.read(file, network))
        .hasMessageContaining("misshapen: pos is F32");
  }

  /** Older files of Swin hold the places of a window, int64, and the mask of shifted ones. */
  @Test
  void whatIsNoWeightIsLeftOut() throws IOException {
    Network network = network("resnet20", 20);
    float[] weights = InitialWeights.of(network, new SplitMix64(1));
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, network, weights);
    ByteBuffer written = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) written.getLong();
    String header =
        new String(written.array(), 8, length, java.nio.charset.StandardCharsets.UTF_8).strip();
    int data = written.capacity() - 8 - length;
    String more =
        (",\"layers.0.attn.relative_position_index\":{\"dtype\":\"I64\",\"shape\":[1],"
                + "\"data_offsets\":[%1$d,%2$d]},\"layers.0.attn_mask\":{\"dtype\":\"F32\","
                + "\"shape\":[1,1],\"data_offsets\":[%2$d,%3$d]}}")
            .formatted(data, data + 8, data + 12);
    byte[] json =
        (header.substring(0, header.length() - 1) + more)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ByteBuffer longer =
        ByteBuffer.allocate(8 + json.length + data + 12).order(ByteOrder.LITTLE_ENDIAN);
    longer.putLong(json.length).put(json).put(written.array(), 8 + length, data);
    Files.write(file, longer.array());
    assertThat(SafeTensors.read(file, network)).isEqualTo(weights);
  }

  /** Pixels as tokens of two channels with a class token and positions, and a head. */
  private static Network positions(int side) {
    NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
    TokenLayers tokens = new TokenLayers(layers);
    NetworkBuilder.Value h = tokens.patches("stem", layers.input(), 2, 1, Network.Init.LINEAR);
    h = tokens.withClassToken("class", tokens.tokens(h));
    h = tokens.positions("pos", h, side, 1);
    return layers.build(tokens.classifier("head", tokens.firstToken(h), 3));
  }

  /** timm's deviations, and parts that start at one value. */
  @Test
  void transformersStartAsInTimm() {
    Network network = network("vit_small_patch16_224", 20);
    float[] state = InitialWeights.of(network, new SplitMix64(1));
    double bound = 1 / Math.sqrt(3 * 16 * 16);
    assertThat(deviation(network, state, "patch_embed.proj.weight"))
        .isCloseTo(bound / Math.sqrt(3), within(0.02 * bound));
    assertThat(deviation(network, state, "pos_embed")).isCloseTo(0.02, within(2e-4));
    assertThat(deviation(network, state, "cls_token")).isCloseTo(1e-6, within(2e-7));
    assertThat(deviation(network, state, "blocks.3.attn.qkv.weight")).isCloseTo(0.02, within(2e-4));
    assertThat(deviation(network, state, "head.weight")).isCloseTo(0.02, within(1e-3));
    assertThat(deviation(network, state, "head.bias")).isZero();
    assertThat(deviation(network, state, "norm.weight")).isEqualTo(1);
  }

  /** Root of the mean square of a parameter. */
  private static double deviation(Network network, float[] state, String name) {
    int at = 0;
    for (Network.Parameter parameter : network.parameters()) {
      if (parameter.name().equals(name)) {
        double sum = 0;
        for (int i = 0; i < parameter.size(); i++) {
          sum += (double) state[at + i] * state[at + i];
        }
        return Math.sqrt(sum / parameter.size());
      }
      at += parameter.size();
    }
    throw new AssertionError(name);
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
            folder.resolve("half.safetensors"),
            network,
            new float[network.stateSize()],
            WeightsFit.OVERLAP);
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
