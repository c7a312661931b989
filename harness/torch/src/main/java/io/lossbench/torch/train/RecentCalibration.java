package io.lossbench.torch.train;

import io.lossbench.torch.engine.CalibrationKernel;
import io.lossbench.torch.engine.Device;
import java.time.Duration;

/**
 * How fast the one device of this process is, measured anew only where the last measurement is too
 * old. Not thread-safe.
 */
final class RecentCalibration {
  private final long oldestNanos;
  private long measuredNanos;
  private double millis = Double.NaN;

  /**
   * @param oldest age of a measurement that still counts
   */
  RecentCalibration(Duration oldest) {
    this.oldestNanos = oldest.toNanos();
  }

  /** Median time of a {@link CalibrationKernel}, in milliseconds. */
  double millis(Device device) {
    if (Double.isNaN(millis) || System.nanoTime() - measuredNanos >= oldestNanos) {
      millis = CalibrationKernel.millis(device);
      measuredNanos = System.nanoTime();
    }
    return millis;
  }
}
