package io.lossbench.torch.contract;

import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensor;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.script.LossScript;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Value and gradient of a loss' statements for one batch. */
record Evaluation(double value, double[] gradient) {

  /** The arithmetic that statements are run in. */
  enum Arithmetic {
    FLOAT32,
    FLOAT64
  }

  /**
   * Runs the statements once, from the state that the script begins with.
   *
   * @throws io.lossbench.torch.engine.EngineFailure if they fail in the engine
   */
  static Evaluation of(LossScript loss, LabelBatch batch, Arithmetic arithmetic) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (LoadedArchive archive =
            LoadedArchive.load(TrainingScript.lossOnly(loss), folder, Device.CPU);
        Tensors tensors = archive.tensors()) {
      boolean wide = arithmetic == Arithmetic.FLOAT64;
      List<Tensor> result =
          tensors.call(
              ScriptMethod.LOSS,
              tensor(tensors, batch.x(), batch, wide),
              tensor(tensors, batch.y(), batch, wide));
      return new Evaluation(values(result.get(0))[0], values(result.get(1)));
    }
  }

  private static Tensor tensor(Tensors tensors, double[] values, LabelBatch batch, boolean wide) {
    if (wide) {
      return tensors.doubles(values, batch.rows(), batch.classes());
    }
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return tensors.floats(narrow, batch.rows(), batch.classes());
  }

  private static double[] values(Tensor tensor) {
    return tensor.isDouble() ? tensor.doubles() : widened(tensor.floats());
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  boolean isFinite() {
    return Double.isFinite(value) && Arrays.stream(gradient).allMatch(Double::isFinite);
  }
}
