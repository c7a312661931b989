package io.lossbench.core.detection;

import java.util.Arrays;

/**
 * COCO's matching of the detections of one category in one image to its annotated objects, for all
 * ranges of areas and thresholds of overlap. Detections take objects in the order of their scores,
 * each the free object of the largest overlap, or, where none reaches the threshold, one that is
 * ignored; crowds are never taken. Of equal overlaps the last annotated one is taken, as in
 * pycocotools' {@code evaluateImg}.
 */
final class CocoMatching {
  private static final double[] THRESHOLDS = thresholds();

  private final AnnotatedImages truth;
  private final int[] annotated;

  /** Where the candidates of a detection begin; one more than there are detections. */
  private final int[] starts;

  /** Places in {@code annotated} of those that a detection overlaps enough at any threshold. */
  private int[] candidates = new int[16];

  private double[] overlaps = new double[16];

  /**
   * @param detected indices of the detections, the highest score first
   * @param annotated indices of the objects in the order of their annotations
   */
  CocoMatching(Detections detections, int[] detected, AnnotatedImages truth, int[] annotated) {
    this.truth = truth;
    this.annotated = annotated;
    this.starts = new int[detected.length + 1];
    int count = 0;
    for (int d = 0; d < detected.length; d++) {
      for (int g = 0; g < annotated.length; g++) {
        boolean crowd = truth.standing(annotated[g]) == Standing.CROWD;
        double overlap =
            Overlap.of(detections.boxes(), detected[d], truth.boxes(), annotated[g], crowd);
        if (overlap >= THRESHOLDS[0]) {
          if (count == candidates.length) {
            candidates = Arrays.copyOf(candidates, 2 * count);
            overlaps = Arrays.copyOf(overlaps, 2 * count);
          }
          candidates[count] = g;
          overlaps[count++] = overlap;
        }
      }
      starts[d + 1] = count;
    }
  }

  /** An overlap of 1 may be computed as a little less. */
  private static double[] thresholds() {
    return Arrays.stream(CocoThresholds.OVERLAPS).map(each -> Math.min(each, 1 - 1e-10)).toArray();
  }

  /**
   * Matches for one range of areas.
   *
   * @param areas of the detections
   * @param found gets, by detection, the thresholds at which it has an object, a bit each
   * @param ignored gets, by detection, the thresholds at which it is neither right nor wrong
   */
  void match(AreaRange range, double[] areas, short[] found, short[] ignored) {
    int[] taken = new int[annotated.length];
    boolean[] passedOver = new boolean[annotated.length];
    for (int g = 0; g < annotated.length; g++) {
      passedOver[g] = isIgnored(annotated[g], range);
    }
    for (int d = 0; d < areas.length; d++) {
      int foundAt = 0;
      int ignoredAt = 0;
      for (int t = 0; t < THRESHOLDS.length; t++) {
        int bit = 1 << t;
        int match = best(d, t, taken, passedOver, false);
        if (match < 0) {
          match = best(d, t, taken, passedOver, true);
        }
        if (match >= 0) {
          taken[match] |= bit;
          foundAt |= bit;
          ignoredAt |= passedOver[match] ? bit : 0;
        } else if (!range.contains(areas[d])) {
          ignoredAt |= bit;
        }
      }
      found[d] = (short) foundAt;
      ignored[d] = (short) ignoredAt;
    }
  }

  private boolean isIgnored(int object, AreaRange range) {
    return truth.standing(object) != Standing.OBJECT || !range.contains(truth.area(object));
  }

  /** The last of the largest overlaps among the free objects that are ignored, or not; else -1. */
  private int best(int d, int t, int[] taken, boolean[] passedOver, boolean ofPassedOver) {
    double best = THRESHOLDS[t];
    int match = -1;
    for (int i = starts[d]; i < starts[d + 1]; i++) {
      int g = candidates[i];
      boolean free = (taken[g] >> t & 1) == 0 || truth.standing(annotated[g]) == Standing.CROWD;
      if (free && passedOver[g] == ofPassedOver && overlaps[i] >= best) {
        best = overlaps[i];
        match = g;
      }
    }
    return match;
  }
}
