package io.lossbench.torch.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.SuiteException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights by class counts; {@code GoldenLossTest} holds the losses with them. */
class ClassWeightingTest {
  private static final ClassCounts COUNTS =
      new ClassCounts(100, List.of("cat", "dog", "emu"), List.of(50L, 10L, 1L), longs(50, 90, 99));
  private static final Supplier<ClassCounts> UNASKED =
      () -> {
        throw new AssertionError("counted in vain");
      };

  private static List<Long> longs(long... values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static Loss loss(String type, Map<String, Object> weighting) {
    return Losses.onClasspath()
        .create(LossEvaluation.settings(Map.of("type", type, "weighting", weighting)));
  }

  private static float[] weights(Map<String, Object> weighting) {
    return loss("bce", weighting).trainedOn(() -> COUNTS).initialState();
  }

  @Test
  void theyAreInverseFrequenciesThatSumUpToTheClasses() {
    double scale = 3 / (1 / 50. + 1 / 10. + 1);
    float[] expected = {(float) (scale / 50), (float) (scale / 10), (float) scale};
    float[] found = weights(Map.of("type", "inverse-frequency"));
    for (int c = 0; c < 3; c++) {
      // Of positives, then of negatives.
      assertThat(found[c]).isCloseTo(expected[c], within(1e-7f));
      assertThat(found[3 + c]).isEqualTo(found[c]);
    }
  }

  @Test
  void betaLeadsFromEqualWeightsToInverseFrequencies() {
    assertThat(weights(Map.of("type", "class-balanced", "beta", 0))).containsOnly(1);
    assertThat(weights(Map.of("type", "class-balanced", "beta", 1 - 1e-9)))
        .containsExactly(weights(Map.of("type", "inverse-frequency")), within(1e-6f));
  }

  @Test
  void negativesPerPositiveWeighPositivesAlone() {
    assertThat(weights(Map.of("type", "negatives-per-positive")))
        .containsExactly(1, 9, 99, 1, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bce", "focal", "p-asl", "asl"})
  void labelsAreCountedOnlyForALossThatAsks(String type) {
    Loss loss = Losses.onClasspath().create(LossEvaluation.settings(Map.of("type", type)));
    assertThat(loss.trainedOn(UNASKED).initialState()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inverse-frequency", "class-balanced", "negatives-per-positive"})
  void aClassWithoutPositivesIsRefusedByItsName(String type) {
    ClassCounts counts =
        new ClassCounts(100, COUNTS.classes(), longs(50, 0, 0), longs(50, 100, 100));
    for (String loss : List.of("bce", "focal")) {
      assertThatThrownBy(() -> loss(loss, Map.of("type", type)).trainedOn(() -> counts))
          .isInstanceOf(HarnessException.class)
          .hasMessage(
              "the weighting "
                  + type
                  + " needs a positive label of every class, and 2 of 3 classes have none among the"
                  + " 100 training images: dog, emu; train on more images, leave these classes out,"
                  + " or take another loss");
    }
  }

  @Test
  void theDistributionBalancedLossNeedsBothSides() {
    Loss db = Losses.onClasspath().create(LossEvaluation.settings(Map.of("type", "db")));
    ClassCounts always =
        new ClassCounts(100, COUNTS.classes(), longs(100, 10, 1), longs(0, 90, 99));
    assertThatThrownBy(() -> db.trainedOn(() -> always))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("needs a negative label of every class, and 1 of 3 classes")
        .hasMessageContaining(": cat; ");
    ClassCounts never = new ClassCounts(100, COUNTS.classes(), longs(0, 10, 1), longs(100, 90, 99));
    assertThatThrownBy(() -> db.trainedOn(() -> never)).hasMessageContaining("a positive label");
  }

  @Test
  void whatBelongsToAnotherWeightingIsRefused() {
    assertThatThrownBy(() -> loss("bce", Map.of("type", "inverse-frequency", "beta", 0.9)))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("unknown key 'beta' in weightings of type 'inverse-frequency'");
    assertThatThrownBy(() -> loss("focal", Map.of("type", "class-balance")))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("did you mean 'class-balanced'?");
    assertThatThrownBy(() -> loss("asl", Map.of("type", "class-balanced")))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("unknown key 'weighting'");
  }
}
