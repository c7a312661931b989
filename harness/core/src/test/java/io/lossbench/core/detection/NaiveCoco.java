package io.lossbench.core.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * COCO's evaluation written down as it is defined, once for each number, without sharing anything
 * between them: what {@link CocoEvaluation} is compared with.
 */
final class NaiveCoco {
  private static final double[] OVERLAPS = {
    0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95
  };

  private final Detections detections;
  private final AnnotatedImages truth;

  NaiveCoco(Detections detections, AnnotatedImages truth) {
    this.detections = detections;
    this.truth = truth;
  }

  /** A detection with what became of it. */
  private record Judged(double score, boolean right, boolean ignored) {}

  private record Range(double low, double high) {
    boolean has(double area) {
      return area >= low && area <= high;
    }
  }

  private static final Range ALL = new Range(0, 1e10);
  private static final Range SMALL = new Range(0, 1024);
  private static final Range MEDIUM = new Range(1024, 9216);
  private static final Range LARGE = new Range(9216, 1e10);

  Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("AP", mean(ALL, 100, OVERLAPS, false));
    numbers.put("AP50", mean(ALL, 100, new double[] {0.5}, false));
    numbers.put("AP75", mean(ALL, 100, new double[] {0.75}, false));
    numbers.put("APs", mean(SMALL, 100, OVERLAPS, false));
    numbers.put("APm", mean(MEDIUM, 100, OVERLAPS, false));
    numbers.put("APl", mean(LARGE, 100, OVERLAPS, false));
    numbers.put("AR1", mean(ALL, 1, OVERLAPS, true));
    numbers.put("AR10", mean(ALL, 10, OVERLAPS, true));
    numbers.put("AR100", mean(ALL, 100, OVERLAPS, true));
    numbers.put("ARs", mean(SMALL, 100, OVERLAPS, true));
    numbers.put("ARm", mean(MEDIUM, 100, OVERLAPS, true));
    numbers.put("ARl", mean(LARGE, 100, OVERLAPS, true));
    return numbers;
  }

  private double mean(Range range, int most, double[] overlaps, boolean recall) {
    double sum = 0;
    int count = 0;
    for (int category = 0; category < truth.categories().size(); category++) {
      for (double overlap : overlaps) {
        double value = value(category, range, most, overlap, recall);
        if (value > -1) {
          sum += value;
          count++;
        }
      }
    }
    return count == 0 ? Double.NaN : 100 * sum / count;
  }

  /** AP or recall of a category; -1 without an object to be found. */
  private double value(int category, Range range, int most, double overlap, boolean recall) {
    List<Judged> all = new ArrayList<>();
    int sought = 0;
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < truth.rows(); row++) {
      rows.add(row);
    }
    rows.sort(Comparator.comparing(truth::id));
    for (int row : rows) {
      List<AnnotatedObject> objects =
          truth.objects(row).stream().filter(each -> each.category() == category).toList();
      sought +=
          (int)
              objects.stream()
                  .filter(o -> o.standing() == Standing.OBJECT && range.has(o.area()))
                  .count();
      all.addAll(judged(row, category, objects, range, overlap).stream().limit(most).toList());
    }
    if (sought == 0) {
      return -1;
    }
    all.sort(Comparator.comparingDouble((Judged each) -> -each.score()));
    List<Double> recalls = new ArrayList<>();
    List<Double> precisions = new ArrayList<>();
    double right = 0;
    double wrong = 0;
    for (Judged each : all) {
      right += each.right() && !each.ignored() ? 1 : 0;
      wrong += !each.right() && !each.ignored() ? 1 : 0;
      recalls.add(right / sought);
      precisions.add(right / (right + wrong + Math.ulp(1.0)));
    }
    if (recall) {
      return recalls.isEmpty() ? 0 : recalls.get(recalls.size() - 1);
    }
    double sum = 0;
    for (int r = 0; r <= 100; r++) {
      double best = 0;
      for (int i = 0; i < recalls.size(); i++) {
        best = recalls.get(i) >= 0.01 * r ? Math.max(best, precisions.get(i)) : best;
      }
      sum += best;
    }
    return sum / 101;
  }

  private List<Judged> judged(
      int row, int category, List<AnnotatedObject> objects, Range range, double overlap) {
    List<DetectedObject> detected = new ArrayList<>(detections.objects(row));
    detected.removeIf(each -> each.category() != category);
    detected.sort(Comparator.comparingDouble((DetectedObject each) -> -each.score()));
    List<AnnotatedObject> sorted = new ArrayList<>(objects);
    sorted.sort(Comparator.comparing(each -> isIgnored(each, range)));
    boolean[] taken = new boolean[sorted.size()];
    List<Judged> judged = new ArrayList<>();
    for (DetectedObject each : detected.subList(0, Math.min(100, detected.size()))) {
      double best = Math.min(overlap, 1 - 1e-10);
      int match = -1;
      for (int g = 0; g < sorted.size(); g++) {
        AnnotatedObject object = sorted.get(g);
        boolean crowd = object.standing() == Standing.CROWD;
        if (taken[g] && !crowd) {
          continue;
        }
        if (match >= 0 && !isIgnored(sorted.get(match), range) && isIgnored(object, range)) {
          break;
        }
        double found = overlap(each.box(), object.box(), crowd);
        if (found >= best) {
          best = found;
          match = g;
        }
      }
      if (match >= 0) {
        taken[match] = true;
      }
      boolean ignored =
          match >= 0
              ? isIgnored(sorted.get(match), range)
              : !range.has(each.box().width() * each.box().height());
      judged.add(new Judged(each.score(), match >= 0, ignored));
    }
    return judged;
  }

  private static boolean isIgnored(AnnotatedObject object, Range range) {
    return object.standing() != Standing.OBJECT || !range.has(object.area());
  }

  private static double overlap(Box a, Box b, boolean crowd) {
    double width = Math.min(a.right(), b.right()) - Math.max(a.x(), b.x());
    double height = Math.min(a.bottom(), b.bottom()) - Math.max(a.y(), b.y());
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double both = width * height;
    return crowd ? both / a.area() : both / (a.area() + b.area() - both);
  }
}
