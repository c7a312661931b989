package io.lossbench.torch.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    "convnext_tiny, 1000, 28589128",
    "convnext_small, 1000, 50223688",
    "convnext_base, 1000, 88591464",
    "vit_small_patch16_224, 1000, 22050664",
    "vit_base_patch16_224, 1000, 86567656",
    "swin_tiny_patch4_window7_224, 1000, 28288354",
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
    "convnext_tiny, 192, 384, 768",
    "convnext_base, 256, 512, 1024",
    "swin_tiny_patch4_window7_224, 192, 384, 768",
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

  /** A norm above the last block goes with the head, as in the code of MAE and ConvNeXt. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 8, conv1.weight, layer2.0.downsample.0.weight, 3, fc.bias",
    "resnet20, 9, bn1.bias, layer2.0.conv1.weight, 4, fc.weight",
    "tresnet_m, 21, body.conv1.conv.weight, body.layer4.2.conv1.conv.weight, 21, head.fc.weight",
    "mobilenetv2_035, 17, conv_stem.weight, blocks.1.0.conv_pw.weight, 2, conv_head.weight",
    "convnext_tiny, 18, stem.1.bias, stages.1.downsample.0.weight, 4, head.norm.bias",
    "vit_small_patch16_224, 12, pos_embed, blocks.11.norm2.weight, 12, norm.weight",
    "swin_tiny_patch4_window7_224, 12, patch_embed.norm.bias, layers.2.downsample.reduction.weight, 5, norm.weight"
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
  void aVisionTransformerHasOneMapAndItsClassToken() {
    Backbone backbone = backbone(Map.of("type", "vit_small_patch16_224"));
    Features features = backbone.features(new NetworkBuilder(Dtype.FLOAT32));
    assertThat(features.levels()).hasSize(1);
    assertThat(features.at(16).channels()).isEqualTo(384);
    assertThat(features.token()).isPresent();
    assertThat(backbone.patch()).isEqualTo(16);
    assertThat(backbone(Map.of("type", "resnet18")).patch()).isEqualTo(1);
  }

  /** timm's names with global_pool="avg", and as many parameters. */
  @Test
  void meanPoolingHasANormOfItsOwn() {
    Map<String, Object> mean = Map.of("type", "vit_small_patch16_224", "pooling", "mean");
    Network network = backbone(mean).network(1000, Precision.FLOAT32);
    assertThat(network.parameterCount()).isEqualTo(22_050_664);
    assertThat(network.parameters())
        .extracting(Network.Parameter::name)
        .contains("fc_norm.weight", "cls_token", "head.bias")
        .doesNotContain("norm.weight");
  }

  @Test
  void positionsAreAsManyAsTheImageHasPatches() {
    Map<String, Object> large = Map.of("type", "vit_small_patch16_224", "image-size", 384L);
    Network network = backbone(large).network(20, Precision.FLOAT32);
    assertThat(shape(network, "pos_embed")).containsExactly(1, 1 + 24 * 24, 384);
    assertThat(network.grids()).containsExactly(new Network.Grid("pos_embed", 1, 24));
  }

  /** As timm: a window is no larger than its map. */
  @Test
  void windowsShrinkWithSmallImages() {
    String table = ".blocks.1.attn.relative_position_bias_table";
    Network usual = network("swin_tiny_patch4_window7_224", 20);
    assertThat(shape(usual, "layers.3" + table)).containsExactly(13 * 13, 24);
    Network small =
        backbone(Map.of("type", "swin_tiny_patch4_window7_224", "image-size", 64L))
            .network(20, Precision.FLOAT32);
    assertThat(shape(small, "layers.1" + table)).containsExactly(13 * 13, 6);
    assertThat(shape(small, "layers.2" + table)).containsExactly(7 * 7, 12);
    assertThat(shape(small, "layers.3" + table)).containsExactly(3 * 3, 24);
  }

  /**
   * timm's rates: equal steps from 0 to that of the last block; a transformer's has two branches.
   */
  @Test
  void dropRatesRiseBlockByBlock() {
    assertThat(network("convnext_tiny", 20).dropRates()).isEmpty();
    Network convnext =
        backbone(Map.of("type", "convnext_tiny", "drop-path", 0.34)).network(20, Precision.FLOAT32);
    assertThat(convnext.dropRates()).hasSize(17);
    assertThat(convnext.dropRates().get(0)).isCloseTo(0.02, within(1e-15));
    assertThat(convnext.dropRates().get(16)).isEqualTo(0.34);
    Network vit =
        backbone(Map.of("type", "vit_small_patch16_224", "drop-path", 0.11))
            .network(20, Precision.FLOAT32);
    assertThat(vit.dropRates()).hasSize(22).startsWith(0.01, 0.01).endsWith(0.11, 0.11);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vit_small_patch16_224", "swin_tiny_patch4_window7_224"})
  void decaySparesPositionsAndTokens(String type) {
    assertThat(network(type, 20).parameters())
        .filteredOn(Network.Parameter::decayed)
        .isNotEmpty()
        .allSatisfy(
            p ->
                assertThat(p.name())
                    .matches(".*(proj|qkv|fc\\d|head|head\\.fc|reduction)\\.weight"));
  }

  private static Backbone backbone(Map<String, Object> settings) {
    return Backbones.onClasspath().create(Settings.of(settings));
  }

  private static int[] shape(Network network, String name) {
    return network.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Network.Parameter::shape)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void decaySparesBiasesAndNormalisation() {
    assertThat(network("resnet18", 20).parameters())
        .filteredOn(Network.Parameter::decayed)
        .allSatisfy(p -> assertThat(p.name()).matches(".*(conv\\d|downsample\\.0|fc)\\.weight"));
  }
}
