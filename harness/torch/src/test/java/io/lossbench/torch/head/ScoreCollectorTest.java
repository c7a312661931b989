package io.lossbench.torch.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.classification.MappedScores;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.file.FailingFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCollectorTest {
  @TempDir Path folder;

  @Test
  void manyScoresGoIntoAFileThatNobodyHasToDelete() throws IOException {
    ScoreCollector few = ScoreCollector.of(3, 2, folder, 7);
    ScoreCollector many = ScoreCollector.of(3, 2, folder, 6);
    for (float[] rows : new float[][] {{.1f, .2f, .3f, .4f}, {.5f, .6f}}) {
      few.add(rows);
      many.add(rows);
    }
    ScoreMatrix inFile = many.matrix();
    assertThat(inFile).isInstanceOf(MappedScores.class);
    for (int r = 0; r < 3; r++) {
      assertThat(inFile.row(r)).isEqualTo(few.matrix().row(r));
    }
    assertThat(folder).isEmptyDirectory();
  }

  /** A map that grows would end the process, or an InternalError in the middle of anything. */
  @Test
  void aDiskThatBecomesFullIsAnException() throws IOException {
    FailingFiles disk = new FailingFiles();
    ScoreCollector scores = ScoreCollector.of(2, 2, disk.path(folder), 0);
    disk.fault().fullAfter(11);
    scores.add(new float[] {.1f, .2f});
    assertThatThrownBy(() -> scores.add(new float[] {.3f, .4f}))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aScoreThatIsNotFiniteIsRefusedWithItsPlace() throws IOException {
    ScoreCollector scores = ScoreCollector.of(3, 2, folder, 0);
    scores.add(new float[4]);
    assertThatThrownBy(() -> scores.add(new float[] {0, Float.NaN}))
        .hasMessage("score NaN in row 2, class 1 is not finite");
  }

  @Test
  void unfinishedScoresAreNoMatrix() throws IOException {
    ScoreCollector scores = ScoreCollector.of(2, 1, folder);
    scores.add(new float[] {1});
    assertThatThrownBy(scores::matrix).hasMessage("1 rows of 2");
  }
}
