package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.file.DurableFile;
import io.lossbench.core.random.SplitMix64;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What judges more scores than memory holds, against the plain ways on few. */
class LargeScoresTest {
  private static final EvaluationProtocol PROTOCOL = new EvaluationProtocol(0.5, 3);

  @TempDir Path folder;

  private static float[] tied(SplitMix64 generator, int count) {
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = generator.nextInt(40) / 39f;
    }
    return scores;
  }

  private static LabelMatrix labels(SplitMix64 generator, int rows, int classes) {
    byte[] labels = new byte[rows * classes];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) generator.between(-1, 1);
    }
    return LabelMatrix.of(rows, classes, labels);
  }

  private MappedScores mapped(int rows, int classes, float[] scores) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("scores"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      DurableFile.floats(channel.position(24), scores);
      return MappedScores.map(channel, 24, rows, classes);
    }
  }

  @Test
  void aMappedFileGivesTheMetricsOfAnArray() throws IOException {
    int rows = 700;
    int classes = 13;
    SplitMix64 generator = new SplitMix64(1);
    float[] scores = tied(generator, rows * classes);
    LabelMatrix labels = labels(generator, rows, classes);
    MappedScores mapped = mapped(rows, classes, scores);
    assertThat(MultiLabelMetrics.evaluate(mapped, labels, PROTOCOL))
        .isEqualTo(
            MultiLabelMetrics.evaluate(ScoreMatrix.of(rows, classes, scores), labels, PROTOCOL));
    assertThat(mapped.get(699, 12)).isEqualTo(scores[scores.length - 1]);
  }

  /** One map ends at 2 GiB; the file is sparse. */
  @Test
  void scoresOnBothSidesOfTwoGigabytesAreReadInPlace() throws IOException {
    int classes = 10_000_000;
    int rows = 60;
    MappedScores scores;
    try (FileChannel channel = sparse()) {
      // A map holds 53 rows.
      for (int row : new int[] {0, 52, 53, 59}) {
        channel.position(8 + 4L * row * classes + 4L * (classes - 2));
        DurableFile.floats(channel, new float[] {row + .25f, row + .5f});
      }
      scores = MappedScores.map(channel, 8, rows, classes);
    }
    for (int row : new int[] {0, 52, 53, 59}) {
      float[] last = new float[3];
      scores.copy(row, classes - 3, last, 0, 3);
      assertThat(last).containsExactly(0, row + .25f, row + .5f);
      assertThat(scores.get(row, classes - 1)).isEqualTo(row + .5f);
    }
    assertThat(scores.get(58, classes - 1)).isZero();
    assertThat(scores).hasToString("ScoreMatrix[60 x 10000000]");
  }

  private FileChannel sparse() throws IOException {
    return FileChannel.open(
        folder.resolve("scores"),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.SPARSE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /** 16 million pairs are turned at once; six classes are left over. */
  @Test
  void classesOfASecondTileAreJudgedLikeThoseOfTheFirst() throws IOException {
    int rows = 4200;
    int classes = 4000;
    int[] offsets = new int[rows + 1];
    char[] columns = new char[classes];
    byte[] values = new byte[classes];
    Arrays.fill(values, LabelMatrix.POSITIVE);
    for (int row = 0; row < rows; row++) {
      offsets[row + 1] = Math.min(row + 1, classes);
      if (row < classes) {
        columns[row] = (char) row;
      }
    }
    LabelMatrix labels = new SparseLabels(classes, LabelMatrix.NEGATIVE, offsets, columns, values);
    MappedScores scores;
    try (FileChannel channel = sparse()) {
      channel.position(4L * (3999L * classes + 3999));
      DurableFile.floats(channel, new float[] {1});
      channel.position(4L * rows * classes - 4);
      DurableFile.floats(channel, new float[] {0});
      scores = MappedScores.map(channel, 0, rows, classes);
    }
    assertThat(ClassTile.width(scores)).isEqualTo(3994);
    // The positive of the last class is found; all others tie with everything.
    assertThat(MultiLabelMetrics.meanAveragePrecision(scores, labels))
        .isCloseTo(100 * (1 + 3999.0 / rows) / classes, within(1e-9));
  }

  @RepeatedTest(30)
  void thePooledPrecisionIsThatOfOneRankingOfAll(RepetitionInfo info) {
    SplitMix64 generator = SplitMix64.stream(9, info.getCurrentRepetition());
    int rows = generator.between(1, 60);
    int classes = generator.between(1, 9);
    float[] scores = new float[rows * classes];
    for (int i = 0; i < scores.length; i++) {
      scores[i] =
          switch (generator.nextInt(4)) {
            case 0 -> generator.nextInt(4) / 3f;
            case 1 -> -0f;
            case 2 -> (float) generator.nextGaussian();
            default -> (float) (1e-6 * generator.nextGaussian());
          };
    }
    byte[] labels = new byte[scores.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) generator.between(-1, 1);
    }
    assertThat(
            PooledPrecision.of(
                ScoreMatrix.of(rows, classes, scores), LabelMatrix.of(rows, classes, labels)))
        .isEqualTo(Double.valueOf(AveragePrecision.BY_THRESHOLD.of(Ranking.of(scores, labels))));
  }

  @RepeatedTest(30)
  void theHighestAreThoseOfAStableSort(RepetitionInfo info) {
    SplitMix64 generator = SplitMix64.stream(4, info.getCurrentRepetition());
    int classes = generator.between(1, 12);
    int k = generator.between(1, 5);
    float[] row = tied(generator, classes);
    Integer[] order = new Integer[classes];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(row[b], row[a]));
    boolean[] expected = new boolean[classes];
    for (int i = 0; i < Math.min(k, classes); i++) {
      expected[order[i]] = row[order[i]] >= 0.4f;
    }
    boolean[] predicted = new boolean[classes];
    Arrays.fill(predicted, true);
    long[] keys = new long[classes];
    Arrays.setAll(keys, i -> NumberType.key(row[i]));
    PredictedLabels.top(k, NumberType.FLOAT32.atLeast(0.4)).choose(keys, predicted);
    assertThat(predicted).isEqualTo(expected);
  }

  @Test
  void aTileHasTheColumns() {
    SplitMix64 generator = new SplitMix64(2);
    ScoreMatrix scores = ScoreMatrix.of(600, 7, tied(generator, 4200));
    ClassTile tile = ClassTile.of(scores, 2, 4);
    for (int r = 0; r < 600; r++) {
      for (int c = 2; c < 6; c++) {
        assertThat(tile.get(r, c)).isEqualTo(scores.key(r, c));
      }
    }
  }
}
