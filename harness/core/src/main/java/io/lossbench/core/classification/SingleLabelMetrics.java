package io.lossbench.core.classification;

import io.lossbench.core.task.Judgement;
import io.lossbench.core.task.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Metrics of classification with one right class per image, in percent. The predicted class is the
 * one with the highest score, the lower index where scores tie.
 */
public final class SingleLabelMetrics implements ScoreMetrics {
  /** The metric that lossbench compares with. */
  static final Metric PRIMARY =
      Metric.shown(
          "top-1", "share of images whose class has the highest score (one class per image)");

  private static final Metric TOP_5 =
      Metric.shown("top-5", "share of images whose class is among the 5 highest scores");

  private static final Metric MACRO_F1 =
      Metric.shown(
          "macro-F1",
          "mean over the classes with test images of the F1 of the highest-scored class");

  /** The metrics in the order of their columns. */
  static final List<Metric> METRICS = List.of(PRIMARY, TOP_5, MACRO_F1);

  @Override
  public List<Metric> metrics() {
    return METRICS;
  }

  @Override
  public Judgement judge(Scores scores, LabelMatrix labels) {
    return new Judgement(evaluate(scores, labels), List.of());
  }

  /** The metrics of one evaluation; every row has exactly one positive. */
  public static Map<String, Double> evaluate(Scores scores, LabelMatrix labels) {
    int classes = scores.classes();
    long[] correct = new long[classes];
    long[] predicted = new long[classes];
    long[] actual = new long[classes];
    long top1 = 0;
    long top5 = 0;
    byte[] row = new byte[classes];
    for (int r = 0; r < scores.rows(); r++) {
      labels.copyRow(r, row);
      int target = target(row, r);
      long[] keys = scores.keys(r);
      int better = 0;
      int best = 0;
      for (int c = 0; c < classes; c++) {
        better += keys[c] < keys[target] || (keys[c] == keys[target] && c < target) ? 1 : 0;
        best = keys[c] < keys[best] ? c : best;
      }
      top1 += better == 0 ? 1 : 0;
      top5 += better < 5 ? 1 : 0;
      predicted[best]++;
      actual[target]++;
      correct[target] += best == target ? 1 : 0;
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(PRIMARY.name(), 100.0 * top1 / scores.rows());
    metrics.put(TOP_5.name(), 100.0 * top5 / scores.rows());
    metrics.put(MACRO_F1.name(), 100 * macroF1(correct, predicted, actual));
    return metrics;
  }

  /** Of each row, whether its class has the highest score. */
  static boolean[] right(Scores scores, LabelMatrix labels) {
    boolean[] right = new boolean[scores.rows()];
    byte[] row = new byte[scores.classes()];
    for (int r = 0; r < right.length; r++) {
      int best = 0;
      for (int c = 1; c < row.length; c++) {
        best = scores.value(r, c) > scores.value(r, best) ? c : best;
      }
      labels.copyRow(r, row);
      right[r] = best == target(row, r);
    }
    return right;
  }

  /**
   * Top-1 in percent, where a row counts as often as it is drawn.
   *
   * @param draws how often each row counts
   */
  static double percentRight(boolean[] right, int[] draws) {
    long all = 0;
    long counted = 0;
    for (int r = 0; r < right.length; r++) {
      all += draws[r];
      counted += right[r] ? draws[r] : 0;
    }
    return 100.0 * counted / all;
  }

  private static int target(byte[] row, int number) {
    int target = -1;
    for (int c = 0; c < row.length; c++) {
      if (row[c] == LabelMatrix.POSITIVE) {
        if (target >= 0) {
          throw new IllegalArgumentException("row " + number + " has more than one class");
        }
        target = c;
      }
    }
    if (target < 0) {
      throw new IllegalArgumentException("row " + number + " has no class");
    }
    return target;
  }

  private static double macroF1(long[] correct, long[] predicted, long[] actual) {
    double sum = 0;
    int judged = 0;
    for (int c = 0; c < actual.length; c++) {
      if (actual[c] > 0) {
        judged++;
        sum += 2.0 * correct[c] / (predicted[c] + actual[c]);
      }
    }
    return sum / judged;
  }
}
