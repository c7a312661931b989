package io.lossbench.torch.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.suite.Definitions;
import io.lossbench.torch.script.LossScript;
import io.lossbench.torch.script.Reduction;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Losses held against {@code loss_expectations.py}, which computes them in float64 from the
 * reference's formulas: known and unknown targets, images of one kind of target only, logits of 80.
 */
class GoldenLossTest {
  record Case(
      String batch,
      Map<String, Object> settings,
      int epoch,
      float[][] x,
      float[][] y,
      double value,
      double[] gradient,
      @Nullable Counts counts) {
    /** The loss as it is in training. */
    Loss loss() {
      Loss created = Losses.onClasspath().create(LossEvaluation.settings(settings));
      return counts == null ? created : created.trainedOn(counts::ofClasses);
    }

    @Override
    public String toString() {
      return settings + " in epoch " + epoch + ", " + batch;
    }
  }

  record Counts(int images, List<Long> positives, List<Long> negatives) {
    ClassCounts ofClasses() {
      List<String> classes = positives.stream().map(count -> "of " + count).toList();
      return new ClassCounts(images, classes, positives, negatives);
    }
  }

  static List<Case> cases() throws Exception {
    try (InputStream in = GoldenLossTest.class.getResourceAsStream("/losses/expected.json")) {
      return JsonMapper.builder().build().readValue(in, new TypeReference<List<Case>>() {});
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valueAndGradientAreThoseOfTheFormula(Case test) {
    Loss loss = test.loss();
    float[] state = loss.stateAtEpoch(loss.initialState(), test.epoch());
    LossScript script = new LossScript(loss.body(), state, loss.reduction());
    requireExpected(LossEvaluation.inEngine(script, test.x(), test.y()), test);
    if (loss.family(state).isPresent()) {
      requireExpected(
          LossEvaluation.of(LossEvaluation.Where.PROCESSOR, loss, test.x(), test.y()), test);
    }
  }

  private static void requireExpected(LossEvaluation found, Case test) {
    assertThat(found.value())
        .isCloseTo(test.value(), within(2e-6 * Math.max(1, Math.abs(test.value()))));
    for (int i = 0; i < test.gradient().length; i++) {
      double expected = test.gradient()[i];
      assertThat((double) found.gradient()[i])
          .as("slope %d", i)
          .isCloseTo(expected, within(2e-6 * Math.max(1, Math.abs(expected))));
    }
  }

  /** A new loss without an oracle is noticed. */
  @Test
  void everyLossOfTheLanguageHasAnOracle() throws Exception {
    Set<String> tested =
        cases().stream()
            .map(test -> (String) test.settings().get("type"))
            .collect(Collectors.toCollection(TreeSet::new));
    // LossTest, AdaptiveLossTest and SingleLabelLossTest have theirs.
    tested.addAll(Set.of("asl", "asl-adaptive", "cross-entropy", "asl-single-label"));
    assertThat(tested).isEqualTo(new TreeSet<>(Definitions.builtIn().group("losses").keySet()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aMeanSaysThatItIsOne(Case test) {
    boolean mean =
        test.settings().get("type").equals("two-way")
            || "mean".equals(test.settings().get("reduction"));
    assertThat(test.loss().reduction()).isEqualTo(mean ? Reduction.MEAN : Reduction.SUM);
  }
}
