package io.lossbench.torch.engine;

import ai.djl.ndarray.NDList;
import io.lossbench.torch.script.LossScript;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;

/**
 * A loss alone in the engine, on the processor, with one batch of logits: what benchmarks time. Not
 * thread-safe.
 */
public final class LossProbe implements AutoCloseable {
  private final LoadedArchive archive;
  private final Tensors inputs;
  private final Tensor logits;
  private final Tensor targets;

  /**
   * Loads a loss; the engine must have been started.
   *
   * @param x logits, rows x classes, row-major
   * @param y targets, likewise
   */
  public LossProbe(LossScript loss, float[] x, float[] y, int rows) {
    this.archive =
        LoadedArchive.load(
            TrainingScript.lossOnly(loss),
            Path.of(System.getProperty("java.io.tmpdir")),
            Device.CPU);
    this.inputs = archive.tensors();
    this.logits = inputs.floats(x, rows, x.length / rows);
    this.targets = inputs.floats(y, rows, x.length / rows);
  }

  /** Computes value and gradient, and returns the value. */
  public float valueAndGradient() {
    try (NDList result =
        archive.call(ScriptMethod.LOSS, new NDList(logits.inDjl(), targets.inDjl()))) {
      return result.get(0).getFloat();
    }
  }

  @Override
  public void close() {
    inputs.close();
    archive.close();
  }
}
