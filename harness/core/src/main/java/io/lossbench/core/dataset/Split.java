package io.lossbench.core.dataset;

import io.lossbench.core.task.Truth;
import java.util.Arrays;
import java.util.List;

/**
 * One part of a dataset.
 *
 * @param ids names of the images, unique; the list is handed over and may be lazy
 * @param truth what is right for them: one row an image
 */
public record Split(List<String> ids, Truth truth, Pixels pixels) {
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
        pixels.select(indices));
  }
}
