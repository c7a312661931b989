package io.lossbench.torch.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.optim.Schedule;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A network with its loss, optimizer and moving average in the engine; each method is one call. Not
 * thread-safe.
 */
final class TrialModel implements AutoCloseable {
  private final LoadedArchive archive;
  private final NDManager manager;

  TrialModel(TrainingScript script, float[] initialState, Path folder, Device device) {
    this.archive = LoadedArchive.load(script.training(initialState), folder, device);
    this.manager = archive.newManager();
    // The flat state must be the memory of the named parameters: an engine that loads a copy would
    // train nothing.
    try (NDManager scope = archive.newManager()) {
      archive.call("allocate", scope.create(0f));
      NDArray shared = archive.call("shares_memory", scope.create(0f)).get(0);
      if (shared.getFloat() != 1f) {
        throw new IllegalStateException(
            "the engine loaded the parameters apart from their flat storage");
      }
    }
  }

  /** All that training changes. */
  record Snapshot(
      float[] state,
      float[] ema,
      float[] firstMoments,
      float[] secondMoments,
      float[] steps,
      float[] lossState) {}

  /**
   * Sums over the steps since the last {@link #resetTotals}.
   *
   * @param loss of the values of the steps
   * @param positiveProbability mean probability of positives
   * @param negativeProbability mean probability that negatives are none
   */
  record Totals(double loss, double positiveProbability, double negativeProbability) {}

  /** Trains on one batch. */
  void step(Batch batch, Schedule.Rates rates) {
    try (NDManager scope = archive.newManager()) {
      NDArray hyper =
          scope.create(
              new float[] {(float) rates.learningRate(), (float) rates.momentum()}, new Shape(2));
      archive.call(
          "step", images(scope, batch), targets(scope, batch), hyper.toDevice(Device.cpu(), false));
    }
  }

  /** What was summed up so far; waits for the device. */
  Totals totals() {
    try (NDManager scope = archive.newManager()) {
      double[] t = archive.call("totals_so_far", scope.create(0f)).get(0).toDoubleArray();
      return new Totals(t[0], t[1] / t[2], t[3] / t[4]);
    }
  }

  void resetTotals() {
    try (NDManager scope = archive.newManager()) {
      archive.call("reset_totals", scope.create(0f));
    }
  }

  /** What the loss remembers from step to step. */
  float[] lossState() {
    try (NDManager scope = archive.newManager()) {
      return archive.call("state", scope.create(0f)).get(5).toFloatArray();
    }
  }

  /** Computes the gradients of the first rows of a batch and forgets them: does that fit? */
  void probe(Batch batch, int rows) {
    try (NDManager scope = archive.newManager()) {
      String part = ":" + rows;
      archive
          .call("probe", images(scope, batch).get(part), targets(scope, batch).get(part))
          .get(0)
          .getFloat();
    }
  }

  /** Logits, rows x classes. */
  float[] predict(Batch batch) {
    try (NDManager scope = archive.newManager()) {
      return archive.call("predict", images(scope, batch)).get(0).toFloatArray();
    }
  }

  /** Exchanges the weights with their moving average. */
  void swap() {
    try (NDManager scope = archive.newManager()) {
      archive.call("swap", scope.create(0f));
    }
  }

  Snapshot snapshot() {
    try (NDManager scope = archive.newManager()) {
      NDList state = archive.call("state", scope.create(0f));
      return new Snapshot(
          state.get(0).toFloatArray(),
          state.get(1).toFloatArray(),
          state.get(2).toFloatArray(),
          state.get(3).toFloatArray(),
          state.get(4).toFloatArray(),
          state.get(5).toFloatArray());
    }
  }

  void restore(Snapshot snapshot) {
    try (NDManager scope = archive.newManager()) {
      archive.call(
          "restore",
          scope.create(snapshot.state()),
          scope.create(snapshot.ema()),
          scope.create(snapshot.firstMoments()),
          scope.create(snapshot.secondMoments()),
          scope.create(snapshot.steps(), new Shape()),
          scope.create(snapshot.lossState()));
    }
  }

  /** Median microseconds of the loss' value and gradient for one batch of logits. */
  double lossMicros(float[] logits, Batch batch) {
    double[] micros = new double[60];
    try (NDManager scope = archive.newManager()) {
      NDArray x = scope.create(logits, new Shape(batch.rows(), batch.classes()));
      NDArray y = targets(scope, batch);
      for (int i = 0; i < micros.length; i++) {
        long start = System.nanoTime();
        try (NDList result = archive.call("loss", x, y)) {
          result.get(0).getFloat();
        }
        micros[i] = (System.nanoTime() - start) / 1e3;
      }
    }
    double[] timed = Arrays.copyOfRange(micros, 20, micros.length);
    Arrays.sort(timed);
    return timed[timed.length / 2];
  }

  private static NDArray images(NDManager scope, Batch batch) {
    return scope.create(
        batch.images(), new Shape(batch.rows(), batch.size(), batch.size(), 3), DataType.UINT8);
  }

  private static NDArray targets(NDManager scope, Batch batch) {
    return scope.create(batch.targets(), new Shape(batch.rows(), batch.classes()));
  }

  @Override
  public void close() {
    manager.close();
    archive.close();
  }
}
