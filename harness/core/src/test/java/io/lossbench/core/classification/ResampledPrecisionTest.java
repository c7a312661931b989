package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.random.SplitMix64;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ResampledPrecisionTest {
  /** Ties, unknown labels and classes without positives occur in most of the cases. */
  @RepeatedTest(200)
  void isToTheBitThatOfRepeatedRows(RepetitionInfo info) {
    SplitMix64 random = SplitMix64.stream(17, info.getCurrentRepetition());
    int rows = random.between(1, 40);
    int classes = random.between(1, 5);
    float[] scores = new float[rows * classes];
    byte[] labels = new byte[rows * classes];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.between(-8, 8) / 8f;
      labels[i] = (byte) random.between(-1, 1);
    }
    int[] drawn = IntStream.range(0, rows).map(r -> random.nextInt(rows)).sorted().toArray();
    int[] draws = new int[rows];
    Arrays.stream(drawn).forEach(row -> draws[row]++);
    ResampledPrecision resampled =
        ResampledPrecision.of(
            ScoreMatrix.of(rows, classes, scores), LabelMatrix.of(rows, classes, labels));

    assertThat(resampled.meanAveragePrecision(draws))
        .isEqualTo(plain(drawn, classes, scores, labels));
    int[] once = IntStream.range(0, rows).toArray();
    int[] ones = IntStream.generate(() -> 1).limit(rows).toArray();
    assertThat(resampled.meanAveragePrecision(ones))
        .isEqualTo(plain(once, classes, scores, labels));
  }

  private static Double plain(int[] rows, int classes, float[] scores, byte[] labels) {
    float[] repeated = new float[rows.length * classes];
    byte[] theirs = new byte[rows.length * classes];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(scores, rows[i] * classes, repeated, i * classes, classes);
      System.arraycopy(labels, rows[i] * classes, theirs, i * classes, classes);
    }
    return MultiLabelMetrics.meanAveragePrecision(
        ScoreMatrix.of(rows.length, classes, repeated),
        LabelMatrix.of(rows.length, classes, theirs));
  }

  @Test
  void otherShapesAreRefused() {
    assertThatThrownBy(
            () ->
                ResampledPrecision.of(
                    ScoreMatrix.of(2, 1, new float[2]), LabelMatrix.of(1, 2, new byte[2])))
        .hasMessage("scores are ScoreMatrix[2 x 1], labels are LabelMatrix[1 x 2]");
  }
}
