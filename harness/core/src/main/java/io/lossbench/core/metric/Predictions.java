package io.lossbench.core.metric;

import java.util.Arrays;

/**
 * Which pairs of image and class count as predicted, and the precision, recall and F1 that follow,
 * between 0 and 1.
 *
 * <p>A class without a prediction has precision 0; a class without a known positive is left out of
 * the class-wise means; unknown labels are left out of every count.
 */
public record Predictions(
    double classPrecision,
    double classRecall,
    double classF1,
    double meanF1,
    double overallPrecision,
    double overallRecall,
    double overallF1) {

  /** How predictions are chosen. */
  @FunctionalInterface
  interface Rule {
    /** Marks the predicted classes of a row. */
    void choose(ScoreMatrix scores, int row, boolean[] predicted);
  }

  /** Every class with a probability of at least {@code threshold}; the literature's rule at .5. */
  public static Predictions atLeast(ScoreMatrix scores, LabelMatrix labels, double threshold) {
    return of(
        scores,
        labels,
        (s, row, predicted) -> {
          for (int c = 0; c < predicted.length; c++) {
            predicted[c] = s.get(row, c) >= (float) threshold;
          }
        });
  }

  /** Every class with a probability above {@code threshold}; the ASL code's validate.py at .8. */
  public static Predictions above(ScoreMatrix scores, LabelMatrix labels, double threshold) {
    return of(
        scores,
        labels,
        (s, row, predicted) -> {
          for (int c = 0; c < predicted.length; c++) {
            predicted[c] = s.get(row, c) > (float) threshold;
          }
        });
  }

  /**
   * The {@code k} highest of each image; with a threshold above 0 (ML-GCN) only those that reach
   * it, with 0 all of them (mmpretrain). Equal scores: the lower class index first.
   */
  public static Predictions top(ScoreMatrix scores, LabelMatrix labels, int k, double threshold) {
    return of(
        scores,
        labels,
        (s, row, predicted) -> {
          Arrays.fill(predicted, false);
          for (int n = 0; n < Math.min(k, predicted.length); n++) {
            int best = -1;
            for (int c = 0; c < predicted.length; c++) {
              if (!predicted[c] && (best < 0 || s.get(row, c) > s.get(row, best))) {
                best = c;
              }
            }
            predicted[best] = true;
          }
          for (int c = 0; c < predicted.length; c++) {
            predicted[c] &= s.get(row, c) >= (float) threshold;
          }
        });
  }

  private static Predictions of(ScoreMatrix scores, LabelMatrix labels, Rule rule) {
    int classes = scores.classes();
    long[] correct = new long[classes];
    long[] predicted = new long[classes];
    long[] actual = new long[classes];
    boolean[] chosen = new boolean[classes];
    byte[] known = new byte[classes];
    for (int row = 0; row < scores.rows(); row++) {
      rule.choose(scores, row, chosen);
      labels.copyRow(row, known);
      for (int c = 0; c < classes; c++) {
        byte label = known[c];
        if (label != LabelMatrix.UNKNOWN) {
          correct[c] += chosen[c] && label == LabelMatrix.POSITIVE ? 1 : 0;
          predicted[c] += chosen[c] ? 1 : 0;
          actual[c] += label == LabelMatrix.POSITIVE ? 1 : 0;
        }
      }
    }
    return of(correct, predicted, actual);
  }

  private static Predictions of(long[] correct, long[] predicted, long[] actual) {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    int judged = 0;
    long allCorrect = 0;
    long allPredicted = 0;
    long allActual = 0;
    for (int c = 0; c < correct.length; c++) {
      allCorrect += correct[c];
      allPredicted += predicted[c];
      allActual += actual[c];
      if (actual[c] > 0) {
        judged++;
        double classPrecision = ratio(correct[c], predicted[c]);
        double classRecall = ratio(correct[c], actual[c]);
        precision += classPrecision;
        recall += classRecall;
        f1 += harmonic(classPrecision, classRecall);
      }
    }
    double cp = judged == 0 ? Double.NaN : precision / judged;
    double cr = judged == 0 ? Double.NaN : recall / judged;
    double op = ratio(allCorrect, allPredicted);
    double or = ratio(allCorrect, allActual);
    return new Predictions(
        cp, cr, harmonic(cp, cr), judged == 0 ? Double.NaN : f1 / judged, op, or, harmonic(op, or));
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static double harmonic(double a, double b) {
    return a + b == 0 ? 0 : 2 * a * b / (a + b);
  }
}
