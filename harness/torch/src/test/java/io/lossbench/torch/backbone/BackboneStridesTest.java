package io.lossbench.torch.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.ValueType.Kind;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.NetworkBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A suite is told which feature maps a backbone has before the backbone is built. */
class BackboneStridesTest {
  /** Those of images; what a file holds ({@code torchscript}) is not known before it is opened. */
  static Stream<Kind> backbones() {
    return Definitions.builtIn().group("backbones").values().stream()
        .filter(kind -> kind.inputs().equals(Kind.IMAGES) && kind.defaults().isPresent());
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void theDefinitionNamesTheFeatureMaps(Kind kind) {
    Features features =
        Backbones.onClasspath()
            .create(kind.defaults().orElseThrow())
            .features(new NetworkBuilder(Dtype.FLOAT32));
    assertThat(features.levels())
        .extracting(Features.Level::stride)
        .isNotEmpty()
        .isEqualTo(kind.strides());
  }
}
