package io.lossbench.core.detection;

import io.lossbench.core.task.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * COCO's evaluation of boxes: the twelve numbers of pycocotools, and AP of each category.
 * Categories without an object to be found are left out of all means. Immutable and thread-safe.
 */
final class CocoEvaluation {
  private static final int THRESHOLDS = CocoThresholds.OVERLAPS.length;

  /** Stands for all thresholds of overlap. */
  private static final int ALL = -1;

  /** Index of the overlap 0.50 among the thresholds. */
  static final int IOU_50 = 0;

  /** Index of the overlap 0.75 among the thresholds. */
  static final int IOU_75 = 5;

  static final String SMALL = "APs";
  static final String MEDIUM = "APm";
  static final String LARGE = "APl";

  private static final List<Summary> NUMBERS =
      List.of(
          precision("AP", "mean over IoU 0.50 to 0.95", ALL, AreaRange.ALL),
          precision("AP50", "at IoU 0.50", IOU_50, AreaRange.ALL),
          precision("AP75", "at IoU 0.75", IOU_75, AreaRange.ALL),
          precision(SMALL, "of small objects, up to 32 x 32 pixels", ALL, AreaRange.SMALL),
          precision(MEDIUM, "of medium objects", ALL, AreaRange.MEDIUM),
          precision(LARGE, "of large objects, from 96 x 96 pixels", ALL, AreaRange.LARGE),
          recall("AR1", "of 1 detection per image", 1, AreaRange.ALL),
          recall("AR10", "of 10 detections per image", 10, AreaRange.ALL),
          recall("AR100", "of 100 detections per image", CocoMatches.MOST, AreaRange.ALL),
          recall("ARs", "of small objects", CocoMatches.MOST, AreaRange.SMALL),
          recall("ARm", "of medium objects", CocoMatches.MOST, AreaRange.MEDIUM),
          recall("ARl", "of large objects", CocoMatches.MOST, AreaRange.LARGE));

  /** AP, the first of the numbers. */
  static final Metric PRIMARY = NUMBERS.get(0).metric();

  /** One of the twelve. */
  private record Summary(
      Metric metric, boolean isRecall, int threshold, int most, AreaRange range) {}

  private final int[] images;
  private final List<CocoMatches> categories;

  private CocoEvaluation(int[] images, List<CocoMatches> categories) {
    this.images = images;
    this.categories = categories;
  }

  private static Summary precision(String name, String words, int threshold, AreaRange range) {
    Metric metric =
        Metric.shown(name, "COCO's average precision, " + words + ", mean over classes");
    return new Summary(metric, false, threshold, CocoMatches.MOST, range);
  }

  private static Summary recall(String name, String words, int most, AreaRange range) {
    Metric metric =
        Metric.kept(
            name, "COCO's average recall " + words + ", mean over IoU 0.50 to 0.95 and classes");
    return new Summary(metric, true, ALL, most, range);
  }

  /**
   * Matches all detections; they are judged in any number of ways then.
   *
   * @throws IllegalArgumentException if the detections are of other images or categories
   */
  static CocoEvaluation of(Detections detections, AnnotatedImages truth) {
    int[] images = truth.rowsById();
    return new CocoEvaluation(
        images,
        CategoryObjects.all(detections, truth, images).parallelStream()
            .map(objects -> CocoMatches.of(objects, detections, truth))
            .toList());
  }

  /** The twelve, in pycocotools' order. */
  static List<Metric> metrics() {
    return NUMBERS.stream().map(Summary::metric).toList();
  }

  /** The twelve by name, in percent; NaN for what pycocotools calls -1. */
  Map<String, Double> numbers() {
    int[] once = once();
    List<Double> values = NUMBERS.parallelStream().map(number -> mean(number, once)).toList();
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      numbers.put(NUMBERS.get(i).metric().name(), values.get(i));
    }
    return numbers;
  }

  /** AP of each category in percent; NaN for one without an object to be found. */
  List<Double> perCategory() {
    int[] once = once();
    List<Double> perCategory = new ArrayList<>();
    for (CocoMatches category : categories) {
      perCategory.add(100 * of(category, NUMBERS.get(0), once));
    }
    return perCategory;
  }

  /**
   * Precision by recall of each category at one threshold, from all judged detections and objects
   * of all sizes; none for a category without an object to be found.
   *
   * @param threshold index of the overlap
   */
  List<double[]> precisions(int threshold) {
    int[] once = once();
    return categories.stream()
        .map(category -> category.curve(AreaRange.ALL, threshold, CocoMatches.MOST, once))
        .map(CocoMatches.Curve::precisions)
        .toList();
  }

  /** AP in percent. */
  double primary() {
    return mean(NUMBERS.get(0), once());
  }

  /**
   * AP in percent where images count several times, or not at all. Where scores tie, the copies of
   * a detection stand beside it.
   *
   * @param times how often each row of the truth counts
   */
  double primary(int[] times) {
    return mean(NUMBERS.get(0), Arrays.stream(images).map(row -> times[row]).toArray());
  }

  private int[] once() {
    int[] once = new int[images.length];
    Arrays.fill(once, 1);
    return once;
  }

  private double mean(Summary number, int[] times) {
    return 100
        * categories.stream()
            .mapToDouble(category -> of(category, number, times))
            .filter(value -> !Double.isNaN(value))
            .average()
            .orElse(Double.NaN);
  }

  private static double of(CocoMatches category, Summary number, int[] times) {
    return IntStream.range(0, THRESHOLDS)
        .filter(t -> number.threshold() == ALL || number.threshold() == t)
        .mapToObj(t -> category.curve(number.range(), t, number.most(), times))
        .mapToDouble(curve -> number.isRecall() ? curve.recall() : curve.averagePrecision())
        .average()
        .orElse(Double.NaN);
  }
}
