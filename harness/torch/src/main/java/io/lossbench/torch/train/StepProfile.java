package io.lossbench.torch.train;

import io.lossbench.core.ledger.Outcome;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.optim.Schedule;
import java.util.Arrays;

/**
 * The time of a training step that is one call, measured part by part on one batch with the device
 * waited for after each: what runs in one call is timed alone and as part of the whole, and the
 * rest is the difference. Changes the model.
 */
final class StepProfile {
  private static final int MOST = 20;

  private final TrialModel model;
  private final Batch batch;
  private final double secondsPerPart;

  /**
   * @param seconds to spend on it all; each part is measured once at least
   */
  StepProfile(TrialModel model, Batch batch, double seconds) {
    this.model = model;
    this.batch = batch;
    this.secondsPerPart = seconds / 5;
  }

  /**
   * Measures all parts.
   *
   * @param rows of the batch that go through the network at once
   */
  Outcome.StepParts measure(int rows) {
    int parts = (batch.rows() + rows - 1) / rows;
    float[] logits = model.predict(batch);
    double upload = median(() -> model.upload(batch));
    double forward = parts * median(() -> model.forward(batch, rows));
    double loss = median(() -> model.loss(logits, batch));
    double gradients = parts * median(() -> model.probe(batch, rows));
    double step =
        median(
            () -> {
              model.step(batch, new Schedule.Rates(0, 0.9), 0);
              model.totals();
            });
    return new Outcome.StepParts(
        upload,
        forward - upload,
        loss,
        Math.max(0, gradients - forward - loss),
        Math.max(0, step - gradients));
  }

  /** The median time in milliseconds; the first run chooses kernels and is not counted. */
  private double median(Runnable part) {
    part.run();
    double[] millis = new double[MOST];
    int count = 0;
    double spent = 0;
    while (count == 0 || (count < MOST && spent < secondsPerPart)) {
      long start = System.nanoTime();
      part.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      spent += seconds;
      millis[count++] = 1e3 * seconds;
    }
    double[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }
}
