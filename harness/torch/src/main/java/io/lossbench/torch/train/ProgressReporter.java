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
  private long last = System.nanoTime() - INTERVAL_NANOS;

  /** The end of the first step, which takes far longer than those that follow. */
  private long start;

  private double doneAtStart = Double.NaN;
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
    step = currentEpoch == epoch ? step + 1 : 1;
    epoch = currentEpoch;
    if (Double.isNaN(doneAtStart)) {
      start = System.nanoTime();
      doneAtStart = epochsDone("training");
    }
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

  private double epochsDone(String phase) {
    return epoch - 1 + (phase.equals("training") ? (double) step / stepsPerEpoch : 1);
  }

  private void send(String phase) {
    last = System.nanoTime();
    double done = epochsDone(phase);
    double known = done - doneAtStart;
    double secondsLeft = known > 0 ? (last - start) / 1e9 / known * (epochs - done) : Double.NaN;
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
