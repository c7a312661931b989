package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SingleLabelMetricsTest {
  private static LabelMatrix oneHot(int classes, int... targets) {
    byte[] labels = new byte[targets.length * classes];
    for (int i = 0; i < targets.length; i++) {
      labels[i * classes + targets[i]] = 1;
    }
    return LabelMatrix.of(targets.length, classes, labels);
  }

  /** Worked by hand: predictions 0 0 1 2 1 for the classes 0 0 1 1 2; class 3 has no image. */
  @Test
  void countsByTheHighestScore() {
    float[] scores = {
      .7f, .1f, .1f, .1f, .4f, .3f, .2f, .1f, .1f, .6f, .2f, .1f, .1f, .2f, .6f, .1f, .2f, .4f, .3f,
      .1f
    };
    Map<String, Double> metrics =
        SingleLabelMetrics.evaluate(ScoreMatrix.of(5, 4, scores), oneHot(4, 0, 0, 1, 1, 2));
    assertThat(metrics.get("top-1")).isCloseTo(60, within(1e-9));
    assertThat(metrics.get("top-5")).isCloseTo(100, within(1e-9));
    // F1: class 0: 1; class 1: 2/(2+2) = .5; class 2: 0.
    assertThat(metrics.get("macro-F1")).isCloseTo(50, within(1e-9));
  }

  /** Worked by hand: predictions 0 0 0 1 for the classes 0 0 1 2. */
  @Test
  void macroF1CountsEveryClassTheSame() {
    float[] scores = {.8f, .1f, .1f, .7f, .2f, .1f, .6f, .3f, .1f, .2f, .5f, .3f};
    Map<String, Double> metrics =
        SingleLabelMetrics.evaluate(ScoreMatrix.of(4, 3, scores), oneHot(3, 0, 0, 1, 2));
    // F1: class 0: 2 * 2/(3 + 2); the others: 0.
    assertThat(metrics.get("macro-F1")).isCloseTo(80 / 3.0, within(1e-9));
  }

  @Test
  void theFifthIsAmongTheTopFiveAndTheSixthIsNot() {
    float[] falling = {.7f, .6f, .5f, .4f, .3f, .2f, .1f, .7f, .6f, .5f, .4f, .3f, .2f, .1f};
    assertThat(SingleLabelMetrics.evaluate(ScoreMatrix.of(2, 7, falling), oneHot(7, 4, 5)))
        .containsEntry("top-5", 50.0);
  }

  @Test
  void ofEqualScoresTheFirstIsPredicted() {
    ScoreMatrix tied = ScoreMatrix.of(1, 3, new float[] {.5f, .5f, .5f});
    assertThat(SingleLabelMetrics.evaluate(tied, oneHot(3, 0))).containsEntry("macro-F1", 100.0);
    assertThat(SingleLabelMetrics.evaluate(tied, oneHot(3, 2))).containsEntry("macro-F1", 0.0);
  }

  @Test
  void equalScoresGoToTheLowerClass() {
    ScoreMatrix tied = ScoreMatrix.of(2, 7, new float[14]);
    assertThat(SingleLabelMetrics.evaluate(tied, oneHot(7, 0, 6)))
        .containsEntry("top-1", 50.0)
        .containsEntry("top-5", 50.0);
  }

  @Test
  void anImageHasExactlyOneClass() {
    ScoreMatrix scores = ScoreMatrix.of(1, 2, new float[2]);
    assertThatThrownBy(
            () -> SingleLabelMetrics.evaluate(scores, LabelMatrix.of(1, 2, new byte[] {1, 1})))
        .hasMessageContaining("more than one class");
    assertThatThrownBy(() -> SingleLabelMetrics.evaluate(scores, LabelMatrix.of(1, 2, new byte[2])))
        .hasMessageContaining("has no class");
  }
}
