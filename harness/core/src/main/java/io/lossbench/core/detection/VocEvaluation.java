package io.lossbench.core.detection;

import io.lossbench.core.task.Metric;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * PASCAL VOC's evaluation at an overlap of 0.5. A detection goes to the object that it overlaps
 * most, the first one of equals: it is right if that is still free, neither right nor wrong if that
 * is ignored, and else wrong.
 *
 * <p>As in the devkit's {@code VOCevaldet.m}, whose overlap of whole pixels, 1 added to each side,
 * is that of our continuous boxes, and an overlap of exactly 0.5 is enough. The eleven recalls have
 * the bits of {@code np.arange(0, 1.1, 0.1)}, as in Detectron2's {@code voc_ap}.
 */
record VocEvaluation(double[] elevenPoints, double[] areas) {
  private static final double OVERLAP = 0.5;

  private static final Metric ELEVEN_POINTS =
      Metric.shown(
          "AP-voc07",
          "PASCAL VOC 2007's average precision at IoU 0.50: the mean of the highest precisions at 11"
              + " recalls, mean over classes");

  private static final Metric AREA =
      Metric.kept(
          "AP-voc10",
          "PASCAL VOC's average precision at IoU 0.50 from 2010 on: the area below the highest"
              + " precision at each recall, mean over classes");

  /**
   * Judges by category.
   *
   * @throws IllegalArgumentException if the detections are of other images or categories
   */
  static VocEvaluation of(Detections detections, AnnotatedImages truth) {
    int[] images = IntStream.range(0, truth.rows()).toArray();
    double[][] both =
        CategoryObjects.all(detections, truth, images).parallelStream()
            .map(objects -> precisions(objects, detections, truth))
            .toArray(double[][]::new);
    return new VocEvaluation(
        Arrays.stream(both).mapToDouble(each -> each[0]).toArray(),
        Arrays.stream(both).mapToDouble(each -> each[1]).toArray());
  }

  static List<Metric> metrics() {
    return List.of(ELEVEN_POINTS, AREA);
  }

  /** The numbers by name, in percent; NaN where no category has an object to be found. */
  Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put(ELEVEN_POINTS.name(), mean(elevenPoints));
    numbers.put(AREA.name(), mean(areas));
    return numbers;
  }

  private static double mean(double[] values) {
    return 100 * Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  /** What became of each detection of a category, the highest score first. */
  private record Outcomes(boolean[] right, boolean[] wrong) {}

  private static double[] precisions(
      CategoryObjects objects, Detections detections, AnnotatedImages truth) {
    long sought =
        Arrays.stream(objects.annotated())
            .filter(i -> truth.standing(i) == Standing.OBJECT)
            .count();
    if (sought == 0) {
      return new double[] {Double.NaN, Double.NaN};
    }
    Outcomes outcomes = outcomes(objects, detections, truth);
    int n = outcomes.right.length;
    double[] recall = new double[n];
    double[] precision = new double[n];
    double right = 0;
    double wrong = 0;
    for (int i = 0; i < n; i++) {
      right += outcomes.right[i] ? 1 : 0;
      wrong += outcomes.wrong[i] ? 1 : 0;
      recall[i] = right / sought;
      precision[i] = right + wrong == 0 ? 0 : right / (right + wrong);
    }
    for (int i = n - 2; i >= 0; i--) {
      precision[i] = Math.max(precision[i], precision[i + 1]);
    }
    return new double[] {elevenPoints(recall, precision), area(recall, precision)};
  }

  private static Outcomes outcomes(
      CategoryObjects objects, Detections detections, AnnotatedImages truth) {
    int n = objects.detected().length;
    int[] rank = new int[n];
    int[] order =
        ScoreOrder.descending(
            Arrays.stream(objects.detected()).mapToDouble(detections::score).toArray());
    for (int i = 0; i < n; i++) {
      rank[order[i]] = i;
    }
    Outcomes outcomes = new Outcomes(new boolean[n], new boolean[n]);
    int[] first = {0};
    // Images do not touch each other: within each, the detections come in the order of their
    // scores.
    objects.forEachDetectedImage(
        (place, detected, annotated) -> {
          int from = first[0];
          first[0] += detected.length;
          Integer[] byRank = new Integer[detected.length];
          Arrays.setAll(byRank, i -> i);
          Arrays.sort(byRank, (a, b) -> Integer.compare(rank[from + a], rank[from + b]));
          boolean[] taken = new boolean[annotated.length];
          for (int d : byRank) {
            int most = most(detections, detected[d], truth, annotated);
            if (most < 0) {
              outcomes.wrong[rank[from + d]] = true;
            } else if (truth.standing(annotated[most]) == Standing.OBJECT) {
              outcomes.right[rank[from + d]] = !taken[most];
              outcomes.wrong[rank[from + d]] = taken[most];
              taken[most] = true;
            }
          }
        });
    return outcomes;
  }

  /** The first of the objects that a detection overlaps most; -1 if that is not enough. */
  private static int most(
      Detections detections, int detected, AnnotatedImages truth, int[] annotated) {
    double largest = 0;
    int most = -1;
    for (int g = 0; g < annotated.length; g++) {
      double overlap = Overlap.of(detections.boxes(), detected, truth.boxes(), annotated[g], false);
      if (overlap > largest) {
        largest = overlap;
        most = g;
      }
    }
    return largest >= OVERLAP ? most : -1;
  }

  private static double elevenPoints(double[] recall, double[] highest) {
    double sum = 0;
    int at = 0;
    for (int point = 0; point <= 10; point++) {
      while (at < recall.length && recall[at] < point * 0.1) {
        at++;
      }
      sum += at < recall.length ? highest[at] / 11 : 0;
    }
    return sum;
  }

  private static double area(double[] recall, double[] highest) {
    double area = 0;
    double before = 0;
    for (int i = 0; i < recall.length; i++) {
      area += (recall[i] - before) * highest[i];
      before = recall[i];
    }
    return area;
  }
}
