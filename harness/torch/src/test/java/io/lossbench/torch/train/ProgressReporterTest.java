package io.lossbench.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.run.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
  /** A worker that is started early waits for its turn, and its first step takes long. */
  @Test
  void whatWentBeforeTheSecondStepIsNoMeasureOfWhatIsLeft() throws InterruptedException {
    List<Progress> told = new ArrayList<>();
    ProgressReporter reporter = new ProgressReporter(told::add, 1, 20, "mAP");
    Thread.sleep(2000);
    reporter.stepped(1, Double.NaN, 1);
    assertThat(told).extracting(Progress::secondsLeft).containsExactly(Double.NaN);
    for (int step = 2; step <= 11; step++) {
      Thread.sleep(60);
      reporter.stepped(1, Double.NaN, 1);
    }
    // About ten steps of 60 ms are left; 2 s and more if the wait counted.
    assertThat(told.get(told.size() - 1).secondsLeft()).isBetween(0.4, 1.8);
    reporter.evaluated(50);
    assertThat(told.get(told.size() - 1).secondsLeft()).isZero();
  }
}
