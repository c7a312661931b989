package io.lossbench.torch.head;

import io.lossbench.core.task.Predictions;
import io.lossbench.torch.target.Place;
import java.io.IOException;
import java.util.List;

/** The predictions for a split while its batches come, in the order of its images. */
public interface PredictionCollector {
  /**
   * Takes the outputs of the next images, which are finite. The array is handed over.
   *
   * @param outputs of the network, a row per image
   * @param places of the images in their batch
   */
  void add(float[] outputs, List<Place> places) throws IOException;

  /** All predictions, when all images were there. */
  Predictions predictions() throws IOException;
}
