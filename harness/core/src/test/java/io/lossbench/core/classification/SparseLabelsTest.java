package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.task.MissingLabels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse labels say what the same labels say in one array. */
class SparseLabelsTest {
  private static final int ROWS = 40;
  private static final int CLASSES = 9;

  /** The same labels in both forms; every so many pairs one has an entry. */
  private static LabelMatrix[] both(byte otherwise, int every) {
    SplitMix64 generator = new SplitMix64(5);
    byte[] dense = new byte[ROWS * CLASSES];
    Arrays.fill(dense, otherwise);
    int[] offsets = new int[ROWS + 1];
    char[] columns = new char[ROWS * CLASSES];
    byte[] values = new byte[ROWS * CLASSES];
    int count = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int c = 0; c < CLASSES - 1; c++) {
        // The last class and some rows have no entry at all.
        if (row % 7 != 3 && generator.nextInt(every) == 0) {
          byte value = (byte) generator.between(-1, 1);
          dense[row * CLASSES + c] = value;
          columns[count] = (char) c;
          values[count++] = value;
        }
      }
      offsets[row + 1] = count;
    }
    return new LabelMatrix[] {
      LabelMatrix.of(ROWS, CLASSES, dense),
      new SparseLabels(
          CLASSES, otherwise, offsets, Arrays.copyOf(columns, count), Arrays.copyOf(values, count))
    };
  }

  private static void assertSame(LabelMatrix dense, LabelMatrix sparse) {
    assertThat(sparse.rows()).isEqualTo(dense.rows());
    byte[] expected = new byte[CLASSES];
    byte[] found = new byte[CLASSES];
    for (int row = 0; row < dense.rows(); row++) {
      dense.copyRow(row, expected);
      sparse.copyRow(row, found);
      assertThat(found).isEqualTo(expected);
      for (int c = 0; c < CLASSES; c++) {
        assertThat(sparse.get(row, c)).isEqualTo(dense.get(row, c));
      }
    }
    for (int c = 0; c < CLASSES; c++) {
      assertThat(sparse.column(c)).as("class %d", c).isEqualTo(dense.column(c));
      assertThat(sparse.positives(c)).isEqualTo(dense.positives(c));
    }
    assertThat(sparse.positivesPerRow()).isEqualTo(dense.positivesPerRow());
  }

  @ParameterizedTest
  @ValueSource(bytes = {LabelMatrix.UNKNOWN, LabelMatrix.NEGATIVE, LabelMatrix.POSITIVE})
  void sayTheSame(byte otherwise) {
    LabelMatrix[] labels = both(otherwise, 3);
    assertSame(labels[0], labels[1]);
    int[] chosen = {5, 3, 39, 0, 10, 10};
    assertSame(labels[0].select(chosen), labels[1].select(chosen));
  }

  /** With one pair of 30 known, each is looked up instead of all being passed. */
  @ParameterizedTest
  @CsvSource({"-1, 3", "-1, 30", "0, 3", "0, 30"})
  void giveTheSameMetrics(byte otherwise, int every) {
    LabelMatrix[] labels = both(otherwise, every);
    assertThat(labels[1].isMostlyUnknown())
        .isEqualTo(otherwise == LabelMatrix.UNKNOWN && every == 30);
    SplitMix64 generator = new SplitMix64(6);
    float[] scores = new float[ROWS * CLASSES];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = generator.nextInt(20) / 20f;
    }
    ScoreMatrix matrix = ScoreMatrix.of(ROWS, CLASSES, scores);
    EvaluationProtocol protocol = new EvaluationProtocol(0.5, 3);
    assertThat(MultiLabelMetrics.evaluate(matrix, labels[1], protocol))
        .isEqualTo(MultiLabelMetrics.evaluate(matrix, labels[0], protocol));
  }

  /** One row, of whose 32 classes the first so many are positive. */
  private static SparseLabels row(byte otherwise, int entries) {
    char[] columns = new char[entries];
    byte[] values = new byte[entries];
    for (int i = 0; i < entries; i++) {
      columns[i] = (char) i;
      values[i] = LabelMatrix.POSITIVE;
    }
    return new SparseLabels(32, otherwise, new int[] {0, entries}, columns, values);
  }

  @Test
  void areMostlyUnknownBelowOneInSixteen() {
    assertThat(row(LabelMatrix.UNKNOWN, 1).isMostlyUnknown()).isTrue();
    assertThat(row(LabelMatrix.UNKNOWN, 2).isMostlyUnknown()).isFalse();
    assertThat(row(LabelMatrix.NEGATIVE, 1).isMostlyUnknown()).isFalse();
    assertThat(LabelMatrix.of(1, 32, new byte[32]).isMostlyUnknown()).isFalse();
  }

  /** A dataset's fingerprint is made of these bytes. */
  @Test
  void aRowsKeyHasItsClassesAndTheirLabels() {
    SparseLabels labels =
        new SparseLabels(
            300,
            LabelMatrix.UNKNOWN,
            new int[] {0, 2, 2, 3},
            new char[] {1, 258, 2},
            new byte[] {1, 0, 1});
    assertThat(labels.rowKey(0)).containsExactly(-1, 0, 1, 1, 1, 2, 0);
    assertThat(labels.rowKey(1)).containsExactly(-1);
    assertThat(labels.rowKey(2)).containsExactly(-1, 0, 2, 1);
    assertThat(LabelMatrix.of(2, 3, new byte[] {1, 0, -1, 0, 1, 0}).rowKey(1))
        .containsExactly(0, 1, 0);
  }

  @Test
  void haveAtMostAsManyClassesAsACharacterTells() {
    int[] none = new int[2];
    assertThat(new SparseLabels(65_536, (byte) 0, none, new char[0], new byte[0]).classes())
        .isEqualTo(65_536);
    assertThatThrownBy(() -> new SparseLabels(65_537, (byte) 0, none, new char[0], new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void someLabelIsUnknownOrNone() {
    assertThat(row(LabelMatrix.UNKNOWN, 3).hasUnknown()).isTrue();
    assertThat(row(LabelMatrix.NEGATIVE, 3).hasUnknown()).isFalse();
    assertThat(LabelMatrix.of(2, 2, new byte[] {1, 0, 0, -1}).hasUnknown()).isTrue();
    assertThat(LabelMatrix.of(2, 2, new byte[] {1, 0, 0, 1}).hasUnknown()).isFalse();
  }

  @Test
  void matricesAreEqualByShapeAndValues() {
    LabelMatrix labels = LabelMatrix.of(2, 3, new byte[] {1, 0, -1, 0, 1, 0});
    assertThat(labels)
        .isEqualTo(LabelMatrix.of(2, 3, new byte[] {1, 0, -1, 0, 1, 0}))
        .hasSameHashCodeAs(LabelMatrix.of(2, 3, new byte[] {1, 0, -1, 0, 1, 0}))
        .isNotEqualTo(LabelMatrix.of(3, 2, new byte[] {1, 0, -1, 0, 1, 0}))
        .isNotEqualTo(LabelMatrix.of(2, 3, new byte[] {1, 0, -1, 0, 1, 1}));
    assertThat(labels.column(0)).isNotEqualTo(labels.column(1));
    assertThat(labels.column(0)).isNotEqualTo(labels.column(2));
    ScoreMatrix scores = ScoreMatrix.of(2, 2, new float[] {1, 2, 3, 4});
    assertThat(scores)
        .isEqualTo(ScoreMatrix.of(2, 2, new float[] {1, 2, 3, 4}))
        .hasSameHashCodeAs(ScoreMatrix.of(2, 2, new float[] {1, 2, 3, 4}))
        .isNotEqualTo(ScoreMatrix.of(1, 4, new float[] {1, 2, 3, 4}))
        .isNotEqualTo(ScoreMatrix.of(4, 1, new float[] {1, 2, 3, 4}))
        .isNotEqualTo(ScoreMatrix.of(2, 2, new float[] {1, 2, 3, 5}));
  }

  @ParameterizedTest
  @ValueSource(bytes = {-1, 0, 1})
  void theSameLabelsAreMissing(byte otherwise) {
    LabelMatrix[] both = both(otherwise, 3);
    for (MissingLabels.Become become : MissingLabels.Become.values()) {
      MissingLabels missing = new MissingLabels(become, (row, column) -> (row + column) % 3 == 0);
      assertSame(both[0].without(missing), both[1].without(missing));
    }
  }
}
