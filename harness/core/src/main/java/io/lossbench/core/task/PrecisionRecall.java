package io.lossbench.core.task;

import java.util.ArrayList;
import java.util.List;

/**
 * Precision at each recall from 0 to 1 in steps of 0.01, class by class: the highest one at that
 * recall or a higher, in percent with two digits.
 *
 * @param at what makes a prediction right, such as {@code IoU 0.50}
 * @param classes by class and recall; a class' list ends before the first recall that is not
 *     reached, where the precision is 0. That of a class of which nothing is to be found is empty,
 *     that of any other has the recall 0 at least
 */
public record PrecisionRecall(String at, List<List<Double>> classes) {
  /** The number of recalls. */
  public static final int RECALLS = 101;

  public PrecisionRecall {
    classes = classes.stream().map(List::copyOf).toList();
    if (classes.stream().anyMatch(precisions -> precisions.size() > RECALLS)) {
      throw new IllegalArgumentException("more than " + RECALLS + " recalls");
    }
  }

  /**
   * Precisions as shares.
   *
   * @param classes all recalls of each class; none of a class of which nothing is to be found
   */
  public static PrecisionRecall of(String at, List<double[]> classes) {
    return new PrecisionRecall(at, classes.stream().map(PrecisionRecall::percent).toList());
  }

  private static List<Double> percent(double[] precisions) {
    int end = precisions.length;
    while (end > 1 && precisions[end - 1] == 0) {
      end--;
    }
    List<Double> percent = new ArrayList<>(end);
    for (int i = 0; i < end; i++) {
      percent.add(Math.rint(1e4 * precisions[i]) / 100);
    }
    return percent;
  }

  /** A recall, from 0 to 1. */
  public static double recall(int index) {
    return index / (RECALLS - 1.0);
  }

  /** The precision of a class at all recalls; NaN where nothing is to be found. */
  public double[] ofClass(int index) {
    List<Double> known = classes.get(index);
    double[] all = new double[RECALLS];
    for (int i = 0; i < RECALLS; i++) {
      all[i] = known.isEmpty() ? Double.NaN : i < known.size() ? known.get(i) : 0;
    }
    return all;
  }

  /** The mean, at all recalls, over the classes of which something is to be found. */
  public double[] mean() {
    double[] mean = new double[RECALLS];
    int judged = 0;
    for (List<Double> precisions : classes) {
      judged += precisions.isEmpty() ? 0 : 1;
      for (int i = 0; i < precisions.size(); i++) {
        mean[i] += precisions.get(i);
      }
    }
    for (int i = 0; i < RECALLS; i++) {
      mean[i] /= judged;
    }
    return mean;
  }
}
