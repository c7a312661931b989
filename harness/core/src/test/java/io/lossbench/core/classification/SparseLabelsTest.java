package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.random.SplitMix64;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse labels say what the same labels say in one array. */
class SparseLabelsTest {
  private static final int ROWS = 40;
  private static final int CLASSES = 9;

  /** The same labels in both forms. */
  private static LabelMatrix[] both(byte otherwise) {
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
        if (row % 7 != 3 && generator.nextInt(3) == 0) {
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
    LabelMatrix[] labels = both(otherwise);
    assertSame(labels[0], labels[1]);
    int[] chosen = {5, 3, 39, 0, 10, 10};
    assertSame(labels[0].select(chosen), labels[1].select(chosen));
  }

  @ParameterizedTest
  @ValueSource(bytes = {LabelMatrix.UNKNOWN, LabelMatrix.NEGATIVE})
  void giveTheSameMetrics(byte otherwise) {
    LabelMatrix[] labels = both(otherwise);
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
}
