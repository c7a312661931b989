package io.lossbench.core.classification;

import io.lossbench.core.task.Metric;

/**
 * The share of known pairs of image and class that are predicted wrongly, in percent, as
 * scikit-learn's {@code hamming_loss}.
 */
final class HammingLoss {
  private HammingLoss() {}

  /** A class counts as predicted from this probability on. */
  static ScoreMetrics at(double threshold) {
    Metric metric =
        Metric.shown(
                "hamming-loss",
                "share of known pairs of image and class that are predicted wrongly; predicted:"
                    + " probability at least "
                    + threshold)
            .lowerIsBetter();
    return ScoreMetrics.of(metric, (scores, labels) -> of(scores, labels, threshold));
  }

  private static double of(Scores scores, LabelMatrix labels, double threshold) {
    long reached = scores.type().atLeast(threshold);
    long known = 0;
    long wrong = 0;
    byte[] truth = new byte[labels.classes()];
    for (int row = 0; row < labels.rows(); row++) {
      labels.copyRow(row, truth);
      long[] keys = scores.keys(row);
      for (int c = 0; c < truth.length; c++) {
        if (truth[c] != LabelMatrix.UNKNOWN) {
          known++;
          boolean predicted = keys[c] <= reached;
          wrong += predicted == (truth[c] == LabelMatrix.POSITIVE) ? 0 : 1;
        }
      }
    }
    return known == 0 ? Double.NaN : 100.0 * wrong / known;
  }
}
