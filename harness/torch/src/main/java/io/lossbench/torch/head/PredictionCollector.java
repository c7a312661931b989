package io.lossbench.torch.head;

import io.lossbench.core.task.Predictions;
import java.io.IOException;

/** The predictions for a split while its batches come, in the order of its images. */
public interface PredictionCollector {
  /**
   * Takes the outputs of the next images, which are finite. The array is handed over.
   *
   * @param outputs images x {@link Head#outputs}
   */
  void add(float[] outputs) throws IOException;

  /** All predictions, when all images were there. */
  Predictions predictions() throws IOException;
}
