package io.lossbench.torch.train;

import io.lossbench.core.run.Progress;
import java.util.function.Consumer;

/** Reports of where the trial is, at most two per second. Not thread-safe. */
final class ProgressReporter {
  private static final long INTERVAL_NANOS = 500_000_000L;

  private final Consumer<Progress> progress;
  private final int epochs;
  private final int stepsPerEpoch;
  private final String metric;
  private final long start = System.nanoTime();
  private long last = start - INTERVAL_NANOS;
  private int firstEpoch;
  private int epoch;
  private int step;
  private double imagesPerSecond = Double.NaN;
  private double loss = Double.NaN;
  private double latest = Double.NaN;

  /**
   * @param metric name of the primary metric
   */
  ProgressReporter(Consumer<Progress> progress, int epochs, int stepsPerEpoch, String metric) {
    this.metric = metric;
    this.progress = progress;
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /**
   * Whether the next report would be sent, so that numbers that cost something are worth reading.
   */
  boolean isDue() {
    return System.nanoTime() - last >= INTERVAL_NANOS;
  }

  void stepped(int currentEpoch, double rate, double currentLoss) {
    if (firstEpoch == 0) {
      firstEpoch = currentEpoch;
    }
    step = currentEpoch == epoch ? step + 1 : 1;
    epoch = currentEpoch;
    imagesPerSecond = rate;
    loss = currentLoss;
    if (isDue()) {
      send("training");
    }
  }

  /** Reports what the trial does now; that the last epoch is evaluated is reported in any case. */
  void phase(String name) {
    if (isDue() || epoch == epochs) {
      send(name);
    }
  }

  /**
   * Reports a finished epoch, in any case.
   *
   * @param value primary metric of the weights that are compared; NaN if they were not evaluated
   */
  void evaluated(double value) {
    latest = Double.isNaN(value) ? latest : value;
    send("evaluated");
  }

  private void send(String phase) {
    last = System.nanoTime();
    double done =
        (epoch - firstEpoch) + (phase.equals("training") ? (double) step / stepsPerEpoch : 1);
    double left = (epochs - firstEpoch + 1) - done;
    double secondsLeft = done <= 0 ? Double.NaN : (last - start) / 1e9 / done * left;
    progress.accept(
        new Progress(
            phase,
            epoch,
            epochs,
            step,
            stepsPerEpoch,
            imagesPerSecond,
            loss,
            metric,
            latest,
            secondsLeft));
  }
}
