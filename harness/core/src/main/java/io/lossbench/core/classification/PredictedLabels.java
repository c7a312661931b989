package io.lossbench.core.classification;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which pairs of image and class count as predicted, and the precision, recall and F1 that follow,
 * between 0 and 1.
 *
 * <p>A class without a prediction has precision 0; a class without a known positive is left out of
 * the class-wise means; unknown labels are left out of every count.
 */
public record PredictedLabels(
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
    /** Marks the predicted classes of a row, given the keys of its scores. */
    void choose(long[] row, boolean[] predicted);
  }

  /** Every class whose score has this key or a lower one, that is, this score or a higher one. */
  static Rule upTo(long key) {
    return (row, predicted) -> {
      for (int c = 0; c < row.length; c++) {
        predicted[c] = row[c] <= key;
      }
    };
  }

  /**
   * The {@code k} highest of each image: all of them (mmpretrain), or those that reach a threshold
   * (ML-GCN). Equal scores: the lower class index first.
   *
   * @param key of the threshold; {@link Long#MAX_VALUE} for none
   */
  static Rule top(int k, long key) {
    return (row, predicted) -> {
      Arrays.fill(predicted, false);
      int[] best = new int[Math.min(k, row.length)];
      int found = 0;
      for (int c = 0; c < row.length; c++) {
        if (found < best.length || row[c] < row[best[found - 1]]) {
          int at = found < best.length ? found++ : found - 1;
          for (; at > 0 && row[c] < row[best[at - 1]]; at--) {
            best[at] = best[at - 1];
          }
          best[at] = c;
        }
      }
      for (int c : best) {
        predicted[c] = row[c] <= key;
      }
    };
  }

  /** What a rule's predictions are worth. */
  static PredictedLabels of(Scores scores, LabelMatrix labels, Rule rule) {
    return of(scores, labels, List.of(rule)).get(0);
  }

  /** The same of several rules, in one pass over the scores. */
  static List<PredictedLabels> of(Scores scores, LabelMatrix labels, List<Rule> rules) {
    int pieces = Math.min(Math.max(1, scores.rows()), PIECES);
    return IntStream.range(0, pieces)
        .parallel()
        .mapToObj(
            i -> {
              List<Counts> counts = rules.stream().map(r -> new Counts(scores.classes())).toList();
              int from = (int) ((long) i * scores.rows() / pieces);
              int to = (int) ((long) (i + 1) * scores.rows() / pieces);
              count(scores, labels, from, to, rules, counts);
              return counts;
            })
        .reduce(PredictedLabels::sum)
        .orElseThrow()
        .stream()
        .map(counts -> of(counts.correct, counts.predicted, counts.actual))
        .toList();
  }

  /** Rows are shared out to threads in so many pieces. */
  private static final int PIECES = 32;

  /** Of each class. */
  private static final class Counts {
    final long[] correct;
    final long[] predicted;
    final long[] actual;

    Counts(int classes) {
      correct = new long[classes];
      predicted = new long[classes];
      actual = new long[classes];
    }
  }

  private static void count(
      Scores scores, LabelMatrix labels, int from, int to, List<Rule> rules, List<Counts> counts) {
    int classes = scores.classes();
    long[] keys = new long[classes];
    boolean[] chosen = new boolean[classes];
    byte[] known = new byte[classes];
    for (int row = from; row < to; row++) {
      scores.keys(row, 0, keys, 0, classes);
      labels.copyRow(row, known);
      for (int i = 0; i < rules.size(); i++) {
        rules.get(i).choose(keys, chosen);
        Counts of = counts.get(i);
        for (int c = 0; c < classes; c++) {
          if (known[c] == LabelMatrix.POSITIVE) {
            of.actual[c]++;
            of.correct[c] += chosen[c] ? 1 : 0;
          }
          of.predicted[c] += chosen[c] && known[c] != LabelMatrix.UNKNOWN ? 1 : 0;
        }
      }
    }
  }

  private static List<Counts> sum(List<Counts> a, List<Counts> b) {
    for (int i = 0; i < a.size(); i++) {
      for (int c = 0; c < a.get(i).actual.length; c++) {
        a.get(i).correct[c] += b.get(i).correct[c];
        a.get(i).predicted[c] += b.get(i).predicted[c];
        a.get(i).actual[c] += b.get(i).actual[c];
      }
    }
    return a;
  }

  private static PredictedLabels of(long[] correct, long[] predicted, long[] actual) {
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
    return new PredictedLabels(
        cp, cr, harmonic(cp, cr), judged == 0 ? Double.NaN : f1 / judged, op, or, harmonic(op, or));
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static double harmonic(double a, double b) {
    return a + b == 0 ? 0 : 2 * a * b / (a + b);
  }
}
