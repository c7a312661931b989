package io.lossbench.core.dataset;

import io.lossbench.core.classification.LabelMatrix;
import java.util.Arrays;
import java.util.List;

/**
 * One part of a dataset.
 *
 * @param ids names of the images, unique; the list is handed over and may be lazy
 * @param labels one row an image
 */
public record Split(List<String> ids, LabelMatrix labels, Pixels pixels) {
  public Split {
    if (ids.size() != labels.rows()) {
      throw new IllegalArgumentException(ids.size() + " images, but labels are " + labels);
    }
  }

  public int size() {
    return ids.size();
  }

  /** The images that {@code indices} choose, in that order. */
  public Split select(int[] indices) {
    return new Split(
        Arrays.stream(indices).mapToObj(ids::get).toList(),
        labels.select(indices),
        pixels.select(indices));
  }
}
