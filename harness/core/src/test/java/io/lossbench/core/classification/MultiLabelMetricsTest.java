package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MultiLabelMetricsTest {
  private static final ScoreMatrix SCORES =
      ScoreMatrix.of(
          4, 3, new float[] {.9f, .6f, .2f, .4f, .8f, .1f, .7f, .3f, .55f, .85f, .95f, .05f});
  private static final LabelMatrix LABELS =
      LabelMatrix.of(4, 3, new byte[] {1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0});

  private static void assertPercent(Map<String, Double> metrics, String name, double fraction) {
    assertThat(metrics.get(name)).as(name).isCloseTo(100 * fraction, within(.005));
  }

  @Test
  void hasTheGoldenValues() {
    Judgement judgement = MultiLabelMetrics.evaluate(SCORES, LABELS, new EvaluationProtocol(.5, 2));
    Map<String, Double> metrics = judgement.metrics();
    double[] literature = {.4444, .5556, .4938, .4889, .5714, .6667, .6154};
    double[] aslCode = {.5, .2778, .3571, .3333, .6667, .3333, .4444};
    double[] topTwo = {.3889, .5556, .4575, Double.NaN, .5, .6667, .5714};
    String[] names = {"CP", "CR", "CF1", "mean-F1", "OP", "OR", "OF1"};
    for (int i = 0; i < names.length; i++) {
      assertPercent(metrics, names[i], literature[i]);
      assertPercent(metrics, names[i] + "@0.8", aslCode[i]);
      assertPercent(metrics, names[i] + "@top2-thresholded", literature[i]);
      if (!Double.isNaN(topTwo[i])) {
        assertPercent(metrics, names[i] + "@top2", topTwo[i]);
      }
    }
    assertPercent(metrics, "mAP", .75);
    assertThat(MultiLabelMetrics.meanAveragePrecision(SCORES, LABELS))
        .isEqualTo(metrics.get("mAP"));
    // (1 + 2/3)/2, (1 + 1 + 3/4)/3, 1/2.
    assertThat(judgement.perClass())
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1)
        .containsExactly(250 / 3.0, 275 / 3.0, 50.0);
    assertThat(metrics.get("micro-mAP")).isCloseTo(78.42592593, within(1e-8));
  }

  @Test
  void everyMetricIsExplained() {
    var protocol = new EvaluationProtocol(.5, 3);
    assertThat(MultiLabelMetrics.metrics(protocol).stream().map(Metric::name))
        .containsExactlyElementsOf(
            MultiLabelMetrics.evaluate(SCORES, LABELS, protocol).metrics().keySet());
  }

  @Test
  void classesWithoutPositivesAreLeftOutExceptByTheAslCode() {
    ScoreMatrix scores = ScoreMatrix.of(2, 2, new float[] {.9f, .1f, .2f, .3f});
    LabelMatrix labels = LabelMatrix.of(2, 2, new byte[] {1, 0, 0, 0});
    var result = MultiLabelMetrics.evaluate(scores, labels, new EvaluationProtocol(.5, 1));
    assertThat(result.metrics().get("mAP")).isEqualTo(100);
    assertThat(result.metrics().get("mAP-asl-code")).isCloseTo(50, within(1e-5));
    assertThat(result.perClass()).containsExactly(100.0, Double.NaN);
  }

  @Test
  void refusesOtherShapesLabelsAndScores() {
    assertThatThrownBy(
            () ->
                MultiLabelMetrics.evaluate(
                    SCORES, LabelMatrix.of(3, 4, new byte[12]), new EvaluationProtocol(.5, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scores are ScoreMatrix[4 x 3], labels are LabelMatrix[3 x 4]");
    assertThatThrownBy(() -> LabelMatrix.of(2, 3, new byte[] {0, 0, 0, 0, 0, 2}))
        .hasMessageContaining("label 2 in row 1, class 2");
    assertThatThrownBy(() -> ScoreMatrix.of(1, 2, new float[] {0, Float.NaN}))
        .hasMessageContaining("row 0, class 1");
  }

  @RepeatedTest(50)
  void predictionsEqualBruteForce(RepetitionInfo info) {
    SplitMix64 generator = SplitMix64.stream(3, info.getCurrentRepetition());
    int rows = generator.between(1, 12);
    int classes = generator.between(1, 6);
    float[] scores = new float[rows * classes];
    byte[] labels = new byte[rows * classes];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = generator.nextInt(6) / 5f;
      labels[i] = (byte) generator.between(-1, 1);
    }
    ScoreMatrix s = ScoreMatrix.of(rows, classes, scores);
    LabelMatrix l = LabelMatrix.of(rows, classes, labels);
    double precision = 0;
    double recall = 0;
    int judged = 0;
    for (int c = 0; c < classes; c++) {
      double correct = 0;
      double predicted = 0;
      double actual = 0;
      for (int r = 0; r < rows; r++) {
        if (l.get(r, c) >= 0) {
          predicted += s.get(r, c) >= .6f ? 1 : 0;
          actual += l.get(r, c);
          correct += s.get(r, c) >= .6f ? l.get(r, c) : 0;
        }
      }
      if (actual > 0) {
        judged++;
        precision += predicted == 0 ? 0 : correct / predicted;
        recall += correct / actual;
      }
    }
    PredictedLabels predictions =
        PredictedLabels.of(s, l, PredictedLabels.upTo(NumberType.FLOAT32.atLeast(.6)));
    if (judged == 0) {
      assertThat(predictions.classPrecision()).isNaN();
    } else {
      assertThat(predictions.classPrecision()).isCloseTo(precision / judged, within(1e-12));
      assertThat(predictions.classRecall()).isCloseTo(recall / judged, within(1e-12));
    }
  }

  @RepeatedTest(30)
  void microAndSampleMeansAreThoseOfTheirVectors(RepetitionInfo info) {
    SplitMix64 generator = SplitMix64.stream(5, info.getCurrentRepetition());
    float[] scores = new float[24];
    byte[] labels = new byte[24];
    for (int i = 0; i < 24; i++) {
      scores[i] = generator.nextInt(9) / 8f;
      labels[i] = (byte) generator.between(-1, 1);
    }
    var metrics =
        MultiLabelMetrics.evaluate(
                ScoreMatrix.of(6, 4, scores),
                LabelMatrix.of(6, 4, labels),
                new EvaluationProtocol(.5, 3))
            .metrics();
    double sum = 0;
    int counted = 0;
    for (int row = 0; row < 6; row++) {
      double ap =
          AveragePrecision.BY_THRESHOLD.of(
              Arrays.copyOfRange(scores, 4 * row, 4 * row + 4),
              Arrays.copyOfRange(labels, 4 * row, 4 * row + 4));
      sum += Double.isNaN(ap) ? 0 : ap;
      counted += Double.isNaN(ap) ? 0 : 1;
    }
    assertThat(metrics.get("sample-mAP"))
        .isCloseTo(counted == 0 ? Double.NaN : 100 * sum / counted, within(1e-9));
    assertThat(metrics.get("micro-mAP"))
        .isCloseTo(100 * AveragePrecision.BY_THRESHOLD.of(scores, labels), within(1e-9));
  }
}
