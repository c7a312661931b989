package io.lossbench.core.detection;

import java.util.Arrays;

/**
 * The detections of one category in all images, the highest score first, with what they found.
 *
 * @param places of the image of each detection in the order in which images are judged
 * @param ranks of each detection within its image, from 0
 * @param found by range and detection: the thresholds of overlap, a bit each, at which it has an
 *     object
 * @param ignored by range and detection: the thresholds at which it is neither right nor wrong
 * @param sought by range: the place of the image of each object that is to be found
 */
record CocoMatches(int[] places, byte[] ranks, short[][] found, short[][] ignored, int[][] sought) {
  /** The detections of a category in an image that are judged: those of the highest scores. */
  static final int MOST = 100;

  private static final AreaRange[] RANGES = AreaRange.values();

  /** What numpy's {@code spacing(1)} is: it keeps the precision of nothing from being 0/0. */
  private static final double SPACING = Math.ulp(1.0);

  /** Matches the objects of a category. */
  static CocoMatches of(CategoryObjects objects, Detections detections, AnnotatedImages truth) {
    Judged judged = new Judged(objects.detected().length);
    objects.forEachDetectedImage(
        (place, detected, annotated) ->
            judged.image(place, detected, annotated, detections, truth));
    return judged.ranked(sought(objects, truth));
  }

  private static int[][] sought(CategoryObjects objects, AnnotatedImages truth) {
    int[][] sought = new int[RANGES.length][];
    for (AreaRange range : RANGES) {
      int[] places = new int[objects.annotated().length];
      int count = 0;
      for (int i = 0; i < places.length; i++) {
        int object = objects.annotated()[i];
        if (truth.standing(object) == Standing.OBJECT && range.contains(truth.area(object))) {
          places[count++] = objects.annotatedIn()[i];
        }
      }
      sought[range.place()] = Arrays.copyOf(places, count);
    }
    return sought;
  }

  /** The judged detections, image after image. */
  private static final class Judged {
    final double[] scores;
    final int[] places;
    final byte[] ranks;
    final short[][] found;
    final short[][] ignored;
    int count;

    Judged(int most) {
      scores = new double[most];
      places = new int[most];
      ranks = new byte[most];
      found = new short[RANGES.length][most];
      ignored = new short[RANGES.length][most];
    }

    void image(
        int place, int[] detected, int[] annotated, Detections detections, AnnotatedImages truth) {
      int[] order =
          ScoreOrder.descending(Arrays.stream(detected).mapToDouble(detections::score).toArray());
      int judged = Math.min(order.length, MOST);
      int[] best = new int[judged];
      double[] areas = new double[judged];
      for (int d = 0; d < judged; d++) {
        best[d] = detected[order[d]];
        areas[d] = detections.boxes()[4 * best[d] + 2] * detections.boxes()[4 * best[d] + 3];
        scores[count + d] = detections.score(best[d]);
        places[count + d] = place;
        ranks[count + d] = (byte) d;
      }
      CocoMatching matching = new CocoMatching(detections, best, truth, annotated);
      short[] foundAt = new short[judged];
      short[] ignoredAt = new short[judged];
      for (AreaRange range : RANGES) {
        matching.match(range, areas, foundAt, ignoredAt);
        System.arraycopy(foundAt, 0, found[range.place()], count, judged);
        System.arraycopy(ignoredAt, 0, ignored[range.place()], count, judged);
      }
      count += judged;
    }

    CocoMatches ranked(int[][] sought) {
      int[] order = ScoreOrder.descending(Arrays.copyOf(scores, count));
      int[] rankedPlaces = new int[count];
      byte[] rankedRanks = new byte[count];
      short[][] rankedFound = new short[RANGES.length][count];
      short[][] rankedIgnored = new short[RANGES.length][count];
      for (int i = 0; i < count; i++) {
        rankedPlaces[i] = places[order[i]];
        rankedRanks[i] = ranks[order[i]];
        for (int range = 0; range < RANGES.length; range++) {
          rankedFound[range][i] = found[range][order[i]];
          rankedIgnored[range][i] = ignored[range][order[i]];
        }
      }
      return new CocoMatches(rankedPlaces, rankedRanks, rankedFound, rankedIgnored, sought);
    }
  }

  /**
   * A category at one threshold of overlap, for one range of areas.
   *
   * @param precisions at each of {@link CocoThresholds#RECALLS}: the highest one at that recall or
   *     a higher; none where no object is to be found
   * @param recall of all judged detections; NaN where no object is to be found
   */
  record Curve(double[] precisions, double recall) {

    /** Mean over the recalls; NaN where no object is to be found. */
    double averagePrecision() {
      double sum = 0;
      for (double precision : precisions) {
        sum += precision;
      }
      return sum / precisions.length;
    }
  }

  /**
   * Precision by recall, and the recall of all judged detections.
   *
   * @param threshold index of the overlap
   * @param most detections of an image that count, of those of the highest scores
   * @param times how often each image counts, by its place
   */
  Curve curve(AreaRange range, int threshold, int most, int[] times) {
    long objects = 0;
    for (int place : sought[range.place()]) {
      objects += times[place];
    }
    if (objects == 0) {
      return new Curve(new double[0], Double.NaN);
    }
    short[] foundAt = found[range.place()];
    short[] ignoredAt = ignored[range.place()];
    // The envelope changes only where something is found: a miss lowers the precision.
    double[] recalls = new double[foundAt.length];
    double[] precisions = new double[foundAt.length];
    int hits = 0;
    double right = 0;
    double wrong = 0;
    for (int i = 0; i < foundAt.length; i++) {
      if (ranks[i] < most && (ignoredAt[i] >> threshold & 1) == 0) {
        if ((foundAt[i] >> threshold & 1) == 0) {
          wrong += times[places[i]];
        } else if (times[places[i]] > 0) {
          right += times[places[i]];
          recalls[hits] = right / objects;
          precisions[hits++] = right / (wrong + right + SPACING);
        }
      }
    }
    return new Curve(interpolated(recalls, precisions, hits), right / objects);
  }

  /** The highest precision at each of the recall thresholds or at a higher recall. */
  private static double[] interpolated(double[] recalls, double[] precisions, int hits) {
    for (int i = hits - 2; i >= 0; i--) {
      precisions[i] = Math.max(precisions[i], precisions[i + 1]);
    }
    double[] interpolated = new double[CocoThresholds.RECALLS.length];
    int at = 0;
    for (int r = 0; r < interpolated.length; r++) {
      while (at < hits && recalls[at] < CocoThresholds.RECALLS[r]) {
        at++;
      }
      interpolated[r] = at < hits ? precisions[at] : 0;
    }
    return interpolated;
  }
}
