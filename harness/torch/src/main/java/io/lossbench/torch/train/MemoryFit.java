package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.torch.data.Batch;
import io.lossbench.torch.data.InputShape;
import io.lossbench.torch.engine.EngineFailure;
import java.util.function.IntPredicate;

/** The advice on a batch that does not fit into the device's memory: how much of it would. */
final class MemoryFit {
  private MemoryFit() {}

  /** The refusal of a batch, after trying ever smaller parts of it. */
  static HarnessException refusal(TrialModel model, Batch batch, int rows, String device) {
    return refusal(
        batch.shape(),
        rows,
        device,
        part -> {
          try {
            model.probe(batch, part);
            return true;
          } catch (EngineFailure e) {
            // Where memory is short, cuDNN says that it found no engine for the computation.
            return false;
          }
        });
  }

  static HarnessException refusal(InputShape shape, int rows, String device, IntPredicate fits) {
    int part = rows / 2;
    while (part > 0 && !fits.test(part)) {
      part /= 2;
    }
    String what = shape.words(rows) + " do not fit into the memory of the " + device;
    return new HarnessException(
        part == 0
            ? what + ", and neither does one: take a smaller image-size or backbone"
            : what
                + "; "
                + part
                + " do (tried). Set train.micro-batch: "
                + part
                + ", or lower train.batch-size or image-size, or set train.precision: bf16");
  }
}
