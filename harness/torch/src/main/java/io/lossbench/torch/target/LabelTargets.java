package io.lossbench.torch.target;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.task.Truth;

/**
 * Labels as targets: 1 positive, 0 negative, -1 unknown for each class. What is in an image stays
 * in it, wherever it moves.
 */
public final class LabelTargets implements Targets {
  private final LabelMatrix labels;

  /**
   * The targets of a split.
   *
   * @throws IllegalArgumentException if its truth is no labels
   */
  public LabelTargets(Truth truth) {
    this.labels = LabelMatrix.of(truth);
  }

  @Override
  public int width(Place place) {
    return labels.classes();
  }

  @Override
  public boolean hasUnknown() {
    return labels.hasUnknown();
  }

  @Override
  public void write(int row, Movement movement, Place place, float[] into, int at) {
    byte[] values = new byte[labels.classes()];
    labels.copyRow(row, values);
    for (int c = 0; c < values.length; c++) {
      into[at + c] = values[c];
    }
  }
}
