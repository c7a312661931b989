package io.lossbench.core.dataset;

import io.lossbench.core.task.Truth;
import java.util.Arrays;
import java.util.List;

/**
 * One part of a dataset.
 *
 * @param ids names of the images, or of what else is in a row, unique; the list is handed over and
 *     may be lazy
 * @param truth what is right for them: one row an image
 * @param inputs what a network is shown of them
 */
public record Split(List<String> ids, Truth truth, Inputs inputs) {
  public Split {
    if (ids.size() != truth.rows()) {
      throw new IllegalArgumentException(ids.size() + " images, but the truth of " + truth.rows());
    }
  }

  public int size() {
    return ids.size();
  }

  /** The images that {@code indices} choose, in that order. */
  public Split select(int[] indices) {
    return new Split(
        Arrays.stream(indices).mapToObj(ids::get).toList(),
        truth.select(indices),
        inputs.select(indices));
  }

  /**
   * The images.
   *
   * @throws IllegalStateException if the inputs are no images
   */
  public Pixels pixels() {
    if (inputs instanceof Pixels pixels) {
      return pixels;
    }
    throw new IllegalStateException("vectors, where images are expected");
  }

  /**
   * The vectors.
   *
   * @throws IllegalStateException if the inputs are images
   */
  public FeatureVectors vectors() {
    if (inputs instanceof FeatureVectors vectors) {
      return vectors;
    }
    throw new IllegalStateException("images, where vectors are expected");
  }
}
