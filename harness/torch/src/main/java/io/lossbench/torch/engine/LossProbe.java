package io.lossbench.torch.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;

/** A loss alone in the engine with one batch of logits: what benchmarks time. Not thread-safe. */
public final class LossProbe implements AutoCloseable {
  private final LoadedArchive archive;
  private final NDManager manager;
  private final NDArray logits;
  private final NDArray targets;

  /**
   * Loads a loss on the CPU; the engine must have been started.
   *
   * @param body statements of the loss
   * @param state what the loss remembers, at its start
   * @param x logits, rows x classes, row-major
   * @param y targets, likewise
   */
  public LossProbe(String body, float[] state, float[] x, float[] y, int rows) {
    this.archive =
        LoadedArchive.load(
            TrainingScript.lossOnly(body, state),
            Path.of(System.getProperty("java.io.tmpdir")),
            Device.cpu());
    this.manager = archive.newManager();
    Shape shape = new Shape(rows, x.length / rows);
    this.logits = manager.create(x, shape);
    this.targets = manager.create(y, shape);
  }

  /** Computes value and gradient, and returns the value. */
  public float valueAndGradient() {
    try (NDList result = archive.call("loss", logits, targets)) {
      return result.get(0).getFloat();
    }
  }

  @Override
  public void close() {
    manager.close();
    archive.close();
  }
}
