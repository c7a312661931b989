package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The one list of metrics. */
class TaskTest {
  private static final EvaluationProtocol TOP_FIVE = new EvaluationProtocol(0.5, 5);
  private static final ScoreMatrix SCORES =
      ScoreMatrix.of(2, 3, new float[] {.9f, .1f, .2f, .3f, .6f, .1f});
  private static final LabelMatrix LABELS = LabelMatrix.of(2, 3, new byte[] {1, 0, 0, 0, 1, 0});

  @Test
  void whatIsJudgedIsWhatIsListed() {
    for (Task task : Task.values()) {
      assertThat(task.evaluate(SCORES, LABELS, TOP_FIVE).metrics().keySet())
          .containsExactlyElementsOf(task.metrics(TOP_FIVE).stream().map(Metric::name).toList());
      assertThat(task.metrics(TOP_FIVE).get(0)).isEqualTo(task.primary());
      assertThat(Task.decidedBy(task.primaryMetric())).contains(task);
    }
    assertThat(Task.decidedBy("CF1")).isEmpty();
  }

  @Test
  void aReportShowsTheColumnsOfTheNumberThatIsKept() {
    assertThat(
            Task.SINGLE_LABEL.metrics(TOP_FIVE).stream().filter(Metric::inReport).map(Metric::name))
        .containsExactly(
            "top-1",
            "top-5",
            "macro-F1",
            "mAP",
            "mAP-asl-code",
            "mAP-voc07",
            "mAP-voc10",
            "micro-mAP",
            "sample-mAP",
            "CF1",
            "OF1",
            "CF1@top5",
            "OF1@top5");
  }

  @Test
  void withoutProbabilitiesThereAreNoMetricsAtOne() {
    EvaluationProtocol order = new EvaluationProtocol(0.5, 2, EvaluationProtocol.Scale.ORDER);
    List<String> names = Task.MULTI_LABEL.metrics(order).stream().map(Metric::name).toList();
    assertThat(names).contains("mAP", "CF1@top2").doesNotContain("CF1", "CP@0.8");
    assertThat(MultiLabelMetrics.evaluate(SCORES, LABELS, order).metrics().keySet())
        .containsExactlyElementsOf(names);
  }

  @Test
  void aDirectionSaysWhatAGainIs() {
    assertThat(Metric.Direction.HIGHER.gain(3, 1)).isEqualTo(2);
    assertThat(Metric.Direction.LOWER.gain(3, 1)).isEqualTo(-2);
  }

  @Test
  void aProtocolHasAThresholdThatIsAProbabilityAndKeepsAtLeastOne() {
    for (double threshold : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new EvaluationProtocol(threshold, 3))
          .hasMessageContaining("not within 0 to 1");
    }
    assertThatThrownBy(() -> new EvaluationProtocol(0.5, 0)).hasMessageContaining("at least 1");
    assertThat(EvaluationProtocol.Scale.LOGITS.of(0.5)).isZero();
    assertThat(EvaluationProtocol.Scale.LOGITS.of(1)).isInfinite();
    assertThat(EvaluationProtocol.Scale.PROBABILITIES.of(0.5)).isEqualTo(0.5);
  }

  @Test
  void labelsAreCounted() {
    assertThat(LabelCounts.of(LabelMatrix.of(2, 3, new byte[] {1, 0, -1, 0, 0, -1})))
        .isEqualTo(new LabelCounts(1, 3, 2, 2));
  }

  @Test
  void scoresHaveARange() {
    assertThat(ScoreRange.of(SCORES)).isEqualTo(new ScoreRange(.1f, .9f));
    assertThat(new ScoreRange(0, 1).isWithinProbabilities()).isTrue();
    assertThat(new ScoreRange(-1e-9, 1).isWithinProbabilities()).isFalse();
    assertThat(new ScoreRange(0, 1.0000001).isWithinProbabilities()).isFalse();
  }
}
