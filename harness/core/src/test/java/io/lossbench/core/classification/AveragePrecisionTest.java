package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.random.SplitMix64;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class AveragePrecisionTest {
  private static final float[] SCORES = {.9f, .8f, .7f, .6f, .5f};
  private static final byte[] LABELS = {1, 0, 1, 0, 1};

  @Test
  void hasTheGoldenValues() {
    assertThat(AveragePrecision.PER_RANK.of(SCORES, LABELS)).isCloseTo(.7555555556, within(1e-10));
    assertThat(AveragePrecision.BY_THRESHOLD.of(SCORES, LABELS))
        .isCloseTo(.7555555556, within(1e-10));
    assertThat(AveragePrecision.VOC07.of(SCORES, LABELS)).isCloseTo(.7636363636, within(1e-10));
    assertThat(AveragePrecision.VOC10.of(SCORES, LABELS)).isCloseTo(.7555555556, within(1e-10));
    assertThat(AveragePrecision.ASL_CODE.of(SCORES, LABELS)).isCloseTo(.7555555556, within(1e-8));
  }

  @Test
  void byThresholdDoesNotDependOnTheOrderOfTies() {
    float[] scores = {.9f, .5f, .5f, .5f, .1f};
    assertThat(AveragePrecision.BY_THRESHOLD.of(scores, new byte[] {0, 1, 0, 1, 0})).isEqualTo(.5);
    assertThat(AveragePrecision.BY_THRESHOLD.of(scores, new byte[] {0, 0, 1, 1, 0})).isEqualTo(.5);
    assertThat(
            AveragePrecision.BY_THRESHOLD.of(
                new float[] {.3f, .3f, .3f, .3f}, new byte[] {1, 0, 0, 1}))
        .isEqualTo(.5);
  }

  @Test
  void isNotANumberWithoutPositives() {
    for (AveragePrecision variant : AveragePrecision.values()) {
      assertThat(variant.of(SCORES, new byte[5])).isNaN();
      assertThat(variant.of(SCORES, new byte[] {-1, -1, -1, -1, -1})).isNaN();
    }
  }

  @Test
  void negativeZeroTiesWithZero() {
    assertThat(AveragePrecision.BY_THRESHOLD.of(new float[] {0f, -0f}, new byte[] {0, 1}))
        .isEqualTo(.5);
  }

  /** Few distinct scores make many ties; unknown labels must change nothing but themselves. */
  @RepeatedTest(200)
  void equalsBruteForceOnRandomCases(RepetitionInfo info) {
    SplitMix64 generator = SplitMix64.stream(11, info.getCurrentRepetition());
    int n = generator.between(1, 30);
    float[] scores = new float[n];
    byte[] labels = new byte[n];
    for (int i = 0; i < n; i++) {
      scores[i] = generator.between(-3, generator.between(0, 12)) / 4f;
      labels[i] = (byte) generator.between(-1, 1);
    }
    assertThat(AveragePrecision.BY_THRESHOLD.of(scores, labels))
        .isCloseTo(byThreshold(scores, labels), within(1e-12));
    assertThat(AveragePrecision.VOC10.of(scores, labels))
        .isCloseTo(voc(scores, labels, false), within(1e-12));
    assertThat(AveragePrecision.VOC07.of(scores, labels))
        .isCloseTo(voc(scores, labels, true), within(1e-12));
    assertThat(AveragePrecision.PER_RANK.of(scores, labels))
        .isCloseTo(perRank(scores, labels), within(1e-12));
  }

  private static int count(float[] scores, byte[] labels, double threshold, boolean positivesOnly) {
    int count = 0;
    for (int i = 0; i < scores.length; i++) {
      count += labels[i] >= (positivesOnly ? 1 : 0) && scores[i] >= threshold ? 1 : 0;
    }
    return count;
  }

  private static double byThreshold(float[] scores, byte[] labels) {
    int positives = count(scores, labels, -1e9, true);
    double sum = 0;
    double recallBefore = 0;
    for (int step = 40; step >= -40; step--) {
      int seen = count(scores, labels, step / 4f, false);
      if (seen > 0) {
        double recall = (double) count(scores, labels, step / 4f, true) / positives;
        sum += (recall - recallBefore) * count(scores, labels, step / 4f, true) / seen;
        recallBefore = recall;
      }
    }
    return positives == 0 ? Double.NaN : sum;
  }

  private static double voc(float[] scores, byte[] labels, boolean elevenPoints) {
    int positives = count(scores, labels, -1e9, true);
    if (positives == 0) {
      return Double.NaN;
    }
    double sum = 0;
    int points = elevenPoints ? 11 : positives;
    for (int point = 0; point < points; point++) {
      double wanted = elevenPoints ? point / 10.0 : (point + 1.0) / positives;
      double best = 0;
      for (int step = 40; step >= -40; step--) {
        int found = count(scores, labels, step / 4f, true);
        if ((double) found / positives >= wanted - 1e-12) {
          best = Math.max(best, found / Math.max(1.0, count(scores, labels, step / 4f, false)));
        }
      }
      sum += best;
    }
    return sum / points;
  }

  private static double perRank(float[] scores, byte[] labels) {
    double sum = 0;
    int positives = 0;
    for (int i = 0; i < scores.length; i++) {
      if (labels[i] == 1) {
        positives++;
        int rank = 0;
        int before = 0;
        for (int j = 0; j < scores.length; j++) {
          boolean ahead =
              labels[j] >= 0 && (scores[j] > scores[i] || scores[j] == scores[i] && j <= i);
          rank += ahead ? 1 : 0;
          before += ahead && labels[j] == 1 ? 1 : 0;
        }
        sum += (double) before / rank;
      }
    }
    return positives == 0 ? Double.NaN : sum / positives;
  }
}
