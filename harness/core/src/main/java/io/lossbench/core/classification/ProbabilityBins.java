package io.lossbench.core.classification;

import io.lossbench.core.task.Calibration;
import io.lossbench.core.task.Calibration.Bin;
import java.util.ArrayList;
import java.util.List;

/** Probabilities sorted into bins beside what was true. Not thread-safe. */
final class ProbabilityBins {
  private final long[] counts = new long[Calibration.BINS];
  private final double[] sums = new double[Calibration.BINS];
  private final long[] hits = new long[Calibration.BINS];
  private double squares;

  private ProbabilityBins() {}

  /**
   * The calibration of the probabilities of all pairs of image and class whose label is known.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  static Calibration ofPairs(Scores scores, LabelMatrix labels) {
    requireSameShape(scores, labels);
    ProbabilityBins pooled = new ProbabilityBins();
    double errors = 0;
    int classes = 0;
    for (int c = 0; c < labels.classes(); c++) {
      LabelMatrix.Column column = labels.column(c);
      ProbabilityBins ofClass = new ProbabilityBins();
      for (int i = 0; i < column.rows().length; i++) {
        ofClass.add(scores.value(column.rows()[i], c), column.positive()[i]);
      }
      if (column.rows().length > 0) {
        errors += Calibration.expectedError(ofClass.bins());
        classes++;
        pooled.add(ofClass);
      }
    }
    return pooled.calibration(Calibration.Unit.PAIRS, classes == 0 ? Double.NaN : errors / classes);
  }

  /**
   * The calibration of the highest probability of each image, which holds if its class is right.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  static Calibration ofHighest(Scores scores, LabelMatrix labels) {
    requireSameShape(scores, labels);
    ProbabilityBins bins = new ProbabilityBins();
    boolean[] right = SingleLabelMetrics.right(scores, labels);
    for (int row = 0; row < right.length; row++) {
      double highest = 0;
      for (int c = 0; c < scores.classes(); c++) {
        highest = Math.max(highest, scores.value(row, c));
      }
      bins.add(highest, right[row]);
    }
    return bins.calibration(Calibration.Unit.HIGHEST, Double.NaN);
  }

  private static void requireSameShape(Scores scores, LabelMatrix labels) {
    if (scores.rows() != labels.rows() || scores.classes() != labels.classes()) {
      throw new IllegalArgumentException("scores are " + scores + ", labels are " + labels);
    }
  }

  private void add(double probability, boolean isTrue) {
    int bin = Math.max(0, (int) Math.ceil(probability * Calibration.BINS) - 1);
    counts[bin]++;
    sums[bin] += probability;
    hits[bin] += isTrue ? 1 : 0;
    double miss = probability - (isTrue ? 1 : 0);
    squares += miss * miss;
  }

  private void add(ProbabilityBins other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
      sums[i] += other.sums[i];
      hits[i] += other.hits[i];
    }
    squares += other.squares;
  }

  private List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      bins.add(new Bin(counts[i], sums[i], hits[i]));
    }
    return bins;
  }

  private Calibration calibration(Calibration.Unit unit, double classwiseError) {
    List<Bin> bins = bins();
    long count = bins.stream().mapToLong(Bin::count).sum();
    return new Calibration(unit, bins, classwiseError, squares / count);
  }
}
