package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.task.WeightsKind;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final ScoreMatrix A = ScoreMatrix.of(1, 1, new float[] {1});
  private static final ScoreMatrix B = ScoreMatrix.of(1, 1, new float[] {2});
  private static final ScoreMatrix C = ScoreMatrix.of(1, 1, new float[] {3});

  @Test
  void lastTakesTheLastEpochAndOnlyNotesTheBestOnTest() {
    Selection selection =
        Selection.none(WeightsKind.RAW)
            .with(1, 50, Double.NaN, A)
            .with(2, 70, Double.NaN, B)
            .with(3, 60, Double.NaN, C);
    assertThat(selection.epoch()).isEqualTo(3);
    assertThat(selection.reported()).isSameAs(C);
    assertThat(selection.bestTestEpoch()).isEqualTo(2);
    assertThat(selection.bestTest()).isEqualTo(70);
  }

  @Test
  void validationSelectsWhateverTheTestSays() {
    Selection selection =
        Selection.none(WeightsKind.EMA).with(1, 50, 33, A).with(2, 70, 30, B).with(3, 40, 33, C);
    assertThat(selection.epoch()).as("the first of equal epochs").isEqualTo(1);
    assertThat(selection.reported()).isSameAs(A);
    assertThat(selection.bestTestEpoch()).isEqualTo(2);
  }
}
