package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Tasks;
import io.lossbench.core.task.TruthSummary;
import io.lossbench.core.task.WeightsKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one list of metrics. */
class TaskTest {
  private static final Settings TOP_FIVE = Settings.of(Map.of("threshold", 0.5, "top-k", 5));
  private static final ScoreMatrix SCORES =
      ScoreMatrix.of(2, 3, new float[] {.9f, .1f, .2f, .3f, .6f, .1f});
  private static final LabelMatrix LABELS = LabelMatrix.of(2, 3, new byte[] {1, 0, 0, 0, 1, 0});

  @Test
  void whatIsJudgedIsWhatIsListed() {
    assertThat(Tasks.all()).startsWith(new MultiLabel(), new SingleLabel()).doesNotHaveDuplicates();
    assertThat(Tasks.all().stream().map(Task::name))
        .startsWith("multi-label", "single-label")
        .doesNotHaveDuplicates();
    for (Task task : List.of(new MultiLabel(), new SingleLabel())) {
      Judgement judgement = task.judge(SCORES, LABELS, TOP_FIVE);
      assertThat(judgement.metrics().keySet())
          .containsExactlyElementsOf(task.metrics(TOP_FIVE).stream().map(Metric::name).toList());
      assertThat(task.metrics(TOP_FIVE).get(0)).isEqualTo(task.primary());
      assertThat(judgement.metrics())
          .containsEntry(task.primary().name(), task.primaryOf(SCORES, LABELS));
      assertThat(judgement.perClass()).hasSize(LABELS.classes());
      assertThat(Tasks.decidedBy(task.primary().name())).contains(task);
      assertThat(Tasks.named(task.name())).isEqualTo(task);
    }
    assertThat(Tasks.decidedBy("CF1")).isEmpty();
    assertThatThrownBy(() -> Tasks.named("ranking")).hasMessage("no task 'ranking'");
  }

  @Test
  void aTaskSaysWhatChanceReachesAndWhatThereIsToLearn() {
    LabelMatrix labels = LabelMatrix.of(4, 2, new byte[] {1, 0, 1, 0, 0, 1, 1, 0});
    assertThat(new MultiLabel().chance(labels)).isEqualTo(100 * (0.75 + 0.25) / 2);
    assertThat(new SingleLabel().chance(labels)).isEqualTo(75);
    LabelMatrix withoutPositives = LabelMatrix.of(2, 2, new byte[] {1, 0, 0, 0});
    assertThat(new MultiLabel().chance(withoutPositives)).isEqualTo(50);
    TruthSummary summary = new MultiLabel().summary(labels);
    assertThat(summary.perClass()).containsExactly(3, 1);
    assertThat(summary.numbers())
        .containsEntry("positivesPerImage", 1.0)
        .containsEntry("positiveShare", 0.5)
        .containsEntry("unknownPairs", 0L);
    assertThat(summary.sentence())
        .isEqualTo(
            "4 images, 1.0000 positives per image, 50.00 % positive, 1.0 negatives per positive, 0"
                + " pairs unknown");
    LabelMatrix partlyKnown = LabelMatrix.of(2, 3, new byte[] {1, 0, -1, 0, 0, 0});
    assertThat(new MultiLabel().summary(partlyKnown).numbers())
        .containsEntry("positivesPerImage", 0.5)
        .containsEntry("positiveShare", 0.2)
        .containsEntry("negativesPerPositive", 4.0)
        .containsEntry("unknownPairs", 1L);
    LabelMatrix none = LabelMatrix.of(1, 2, new byte[] {0, 0});
    assertThat(new MultiLabel().summary(none).sentence())
        .isEqualTo("1 images, 0.0000 positives per image, 0.00 % positive, 0 pairs unknown");
    LabelMatrix unknown = LabelMatrix.of(1, 2, new byte[] {-1, -1});
    assertThat(new MultiLabel().summary(unknown).sentence())
        .isEqualTo("1 images, 0.0000 positives per image, 2 pairs unknown");
    LabelMatrix all = LabelMatrix.of(1, 2, new byte[] {1, 1});
    assertThat(new MultiLabel().objections(labels, Optional.empty(), labels)).isEmpty();
    assertThat(new MultiLabel().objections(labels, Optional.of(labels), labels)).isEmpty();
    assertThat(new MultiLabel().objections(none, Optional.of(none), all)).hasSize(3);
    assertThat(new MultiLabel().objections(labels, Optional.empty(), none))
        .containsExactly(
            "none of the 1 test images has a positive label: every metric is undefined");
  }

  @Test
  void lossesOfOneClassAreForOneClassOnly() {
    assertThat(new MultiLabel().takesLossesOf("single-label")).isFalse();
    assertThat(new MultiLabel().takesLossesOf("multi-label")).isTrue();
    assertThat(new SingleLabel().takesLossesOf("single-label")).isTrue();
    assertThat(new SingleLabel().takesLossesOf("multi-label")).isTrue();
    assertThat(new SingleLabel().takesLossesOf("detection")).isFalse();
  }

  @Test
  void predictionsKnowTheirBytesAndWhetherTheyAreWorthRanking() {
    assertThat(SCORES.areConstant()).isFalse();
    assertThat(ScoreMatrix.of(2, 1, new float[] {.5f, .5f}).areConstant()).isTrue();
    assertThat(ScoreMatrix.of(1, 2, new float[] {.5f, .5f}).areConstant()).isFalse();
    // SHA-256 of 00 00 00 3f, float32 0.5 in little-endian; printf '\\0\\0\\0?' | sha256sum
    assertThat(ScoreMatrix.of(1, 1, new float[] {.5f}).sha256())
        .isEqualTo("d99e58435243d9fef9c88273b8d553b4fba4d0baf8009d29eae74fa99e0d9f57");
  }

  @Test
  void scoresAreHashedAndWrittenRowByRow() throws Exception {
    // More than is written at once, and the rest of it.
    int rows = 700;
    int classes = 500;
    float[] values = new float[rows * classes];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / (float) values.length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    ScoreMatrix scores = ScoreMatrix.of(rows, classes, values);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    scores.writeTo(Channels.newChannel(written));
    assertThat(written.toByteArray()).isEqualTo(bytes.array());
    assertThat(scores.sha256())
        .isEqualTo(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
  }

  @Test
  void predictionsAndTruthAreFilesThatCanBeScoredAgain(@TempDir Path folder) throws IOException {
    new MultiLabel().writePredictions(folder, WeightsKind.EMA, SCORES, LABELS);
    new MultiLabel().writeTruth(folder, LABELS);
    Scores scores = NpyFile.readScores(folder.resolve("scores-ema.npy"));
    LabelMatrix labels = NpyFile.readLabels(folder.resolve("labels.npy"));
    EvaluationProtocol protocol = EvaluationProtocol.of(TOP_FIVE);
    assertThat(MultiLabelMetrics.evaluate(scores, labels, protocol))
        .isEqualTo(new MultiLabel().judge(SCORES, LABELS, TOP_FIVE));
  }

  @Test
  void trainingTracksTheProbabilityGap() {
    assertThat(new SingleLabel().tracked().stream().map(Metric::name)).hasSize(3);
    assertThat(new SingleLabel().tracked()).isEqualTo(new MultiLabel().tracked());
  }

  @Test
  void aReportShowsTheColumnsOfTheNumberThatIsKept() {
    assertThat(
            new SingleLabel().metrics(TOP_FIVE).stream().filter(Metric::inReport).map(Metric::name))
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
    List<String> names = MultiLabelMetrics.metrics(order).stream().map(Metric::name).toList();
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
