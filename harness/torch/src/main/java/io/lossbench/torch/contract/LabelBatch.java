package io.lossbench.torch.contract;

import io.lossbench.core.random.SplitMix64;
import java.util.Arrays;

/**
 * Logits and targets of a few images, rows x classes, row-major.
 *
 * @param y 1 positive, 0 negative, -1 unknown
 */
record LabelBatch(int rows, int classes, double[] x, double[] y) {

  /** Normal logits of deviation 2; a third of the pairs is positive, or one class per image. */
  static LabelBatch random(int rows, int classes, LabelsPerRow labels, SplitMix64 generator) {
    double[] x = new double[rows * classes];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = 2 * generator.nextGaussian();
      y[i] = labels == LabelsPerRow.ANY && generator.nextInt(3) == 0 ? 1 : 0;
    }
    // An image has a positive and a negative at least.
    for (int row = 0; row < rows; row++) {
      int at = row * classes + generator.nextInt(classes);
      y[at] = 1;
      y[row * classes + (at + 1) % classes] = 0;
    }
    return new LabelBatch(rows, classes, x, y);
  }

  LabelBatch withLogits(double[] changed) {
    return new LabelBatch(rows, classes, changed, y);
  }

  LabelBatch withTargets(double[] changed) {
    return new LabelBatch(rows, classes, x, changed);
  }

  /** This with one target for all pairs. */
  LabelBatch all(double target) {
    double[] same = new double[y.length];
    Arrays.fill(same, target);
    return withTargets(same);
  }

  /** Some of the rows. */
  LabelBatch slice(int from, int to) {
    return new LabelBatch(
        to - from,
        classes,
        Arrays.copyOfRange(x, from * classes, to * classes),
        Arrays.copyOfRange(y, from * classes, to * classes));
  }

  /** Where a pair comes to lie when both rows and classes are turned round by one. */
  int turned(int index) {
    int row = (index / classes + 1) % rows;
    return row * classes + (index % classes + 1) % classes;
  }

  /** Rows and classes turned round by one. */
  LabelBatch turned() {
    double[] logits = new double[x.length];
    double[] targets = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      logits[turned(i)] = x[i];
      targets[turned(i)] = y[i];
    }
    return new LabelBatch(rows, classes, logits, targets);
  }
}
