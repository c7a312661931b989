package io.lossbench.torch.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackboneTest {
  private static Network network(String type, int classes) {
    return Backbones.onClasspath()
        .create(Settings.of(Map.of("type", type)))
        .network(classes, Precision.FLOAT32);
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
    Network network = Backbones.onClasspath().create(settings).network(9605, Precision.FLOAT32);
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

  /** Channels of C3, C4 and C5, as timm's features_only gives them. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 128, 256, 512",
    "resnet50, 512, 1024, 2048",
    "tresnet_m, 128, 1024, 2048",
    "tf_efficientnet_lite0, 40, 112, 320",
    "mobilenetv2_035, 16, 32, 112"
  })
  void hasFeaturesAtStrides8And16And32(String type, int c3, int c4, int c5) {
    Features features =
        Backbones.onClasspath()
            .create(Settings.of(Map.of("type", type)))
            .features(new NetworkBuilder(Dtype.FLOAT32));
    assertThat(features.at(8).channels()).isEqualTo(c3);
    assertThat(features.at(16).channels()).isEqualTo(c4);
    assertThat(features.at(32).channels()).isEqualTo(c5);
    assertThat(features.last()).isEqualTo(features.at(32));
    assertThatThrownBy(() -> features.at(64))
        .hasMessageStartingWith("no feature map has stride 64, but [");
  }

  /** The blocks of timm's group_matcher, between stem and head. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 8, conv1.weight, layer2.0.downsample.0.weight, 3, fc.bias",
    "resnet20, 9, bn1.bias, layer2.0.conv1.weight, 4, fc.weight",
    "tresnet_m, 21, body.conv1.conv.weight, body.layer4.2.conv1.conv.weight, 21, head.fc.weight",
    "mobilenetv2_035, 17, conv_stem.weight, blocks.1.0.conv_pw.weight, 2, conv_head.weight"
  })
  void layersFormGroupsFromStemToHead(
      String type, int blocks, String stem, String inBlock, int block, String head) {
    Network network = network(type, 20);
    assertThat(network.layerGroups()).isEqualTo(blocks + 2);
    assertThat(layerGroup(network, stem)).isZero();
    assertThat(layerGroup(network, inBlock)).isEqualTo(block);
    assertThat(layerGroup(network, head)).isEqualTo(blocks + 1);
  }

  private static int layerGroup(Network network, String name) {
    return network.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .mapToInt(Network.Parameter::layerGroup)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void featuresGoFromFineToCoarse() {
    NetworkBuilder.Value value = new NetworkBuilder(Dtype.FLOAT32).input();
    Features.Level fine = new Features.Level(4, value);
    Features.Level coarse = new Features.Level(8, value);
    assertThat(Features.of(fine, coarse).levels()).containsExactly(fine, coarse);
    assertThatThrownBy(() -> Features.of(coarse, fine)).hasMessage("strides do not rise: [8, 4]");
    assertThatThrownBy(Features::of).hasMessageContaining("at least one");
  }

  @Test
  void decaySparesBiasesAndNormalisation() {
    assertThat(network("resnet18", 20).parameters())
        .filteredOn(Network.Parameter::decayed)
        .allSatisfy(p -> assertThat(p.name()).matches(".*(conv\\d|downsample\\.0|fc)\\.weight"));
  }
}
