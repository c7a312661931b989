package io.lossbench.torch.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Definitions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserLossTest {
  private static final float[][] X = {{2, -1, .5f}};
  private static final float[][] Y = {{1, 0, 0}};

  @Test
  void isFoundDocumentedValidatedAndDifferentiated() {
    var settings = LossEvaluation.settings(Map.of("type", "squared-hinge"));
    assertThat(settings.number("margin")).isEqualTo(1);
    var result = LossEvaluation.inEngine(settings, X, Y);
    assertThat(result.value()).isCloseTo(1.5 * 1.5, within(1e-6));
    assertThat(result.gradient()).containsExactly(new float[] {0, 0, 3}, within(1e-6f));
    assertThat(Losses.onClasspath().extend(Definitions.builtIn()).group("losses"))
        .containsKey("squared-hinge");
    assertThatThrownBy(() -> LossEvaluation.settings(Map.of("type", "squared-hinge", "margin", 0)))
        .hasMessageContaining("0 is out of range; allowed: above 0");
  }

  @Test
  void unknownTargetsCountForNothing() {
    var settings = LossEvaluation.settings(Map.of("type", "squared-hinge"));
    var result = LossEvaluation.inEngine(settings, X, new float[][] {{1, 0, -1}});
    assertThat(result.value()).isZero();
    assertThat(result.gradient()).containsExactly(new float[3], within(0f));
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    assertThatThrownBy(() -> Definitions.builtIn().with("losses", "asl: {doc: mine}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("already has a kind 'asl'");
  }
}
