package io.lossbench.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.task.MissingLabels;
import io.lossbench.core.task.MissingLabels.Become;
import org.junit.jupiter.api.Test;

class MissingLabelsTest {
  private static final byte[] LABELS = {
    1, 0, -1,
    1, 1, 0,
    0, -1, 1
  };

  /** All of the second row, and the diagonal. */
  private static boolean isChosen(int row, int column) {
    return row == 1 || row == column;
  }

  private static byte[] without(Become become) {
    LabelMatrix left =
        (LabelMatrix)
            new MultiLabel()
                .without(
                    new MissingLabels(become, MissingLabelsTest::isChosen),
                    LabelMatrix.of(3, 3, LABELS.clone()));
    byte[] all = new byte[9];
    byte[] row = new byte[3];
    for (int r = 0; r < 3; r++) {
      left.copyRow(r, row);
      System.arraycopy(row, 0, all, 3 * r, 3);
    }
    return all;
  }

  @Test
  void positivesBecomeNegatives() {
    assertThat(without(Become.NEGATIVES)).containsExactly(0, 0, -1, 0, 0, 0, 0, -1, 0);
  }

  @Test
  void bothSidesBecomeUnknown() {
    assertThat(without(Become.UNKNOWN)).containsExactly(-1, 0, -1, -1, -1, -1, 0, -1, -1);
  }

  @Test
  void anotherTaskHasNone() {
    LabelMatrix labels = LabelMatrix.of(1, 2, new byte[] {1, 0});
    MissingLabels all = new MissingLabels(Become.UNKNOWN, (row, column) -> true);
    assertThat(new SingleLabel().canMissLabels()).isFalse();
    assertThatThrownBy(() -> new SingleLabel().without(all, labels))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels of the task single-label cannot be missing");
  }

  @Test
  void soManyKnownLabelsDoNotBecomeUnknownOneByOne() {
    SparseLabels labels =
        new SparseLabels(60_000, LabelMatrix.NEGATIVE, new int[40_001], new char[0], new byte[0]);
    MissingLabels half = new MissingLabels(Become.UNKNOWN, (row, column) -> row % 2 == 0);
    assertThatThrownBy(() -> labels.without(half))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("of 40000 images for 60000 classes are too many");
    assertThat(labels.without(new MissingLabels(Become.NEGATIVES, half.pairs())).rows())
        .isEqualTo(40_000);
  }
}
