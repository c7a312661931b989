package io.lossbench.torch.head;

import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.DetectedObject;
import io.lossbench.torch.head.FcosSettings.CandidatesOf;
import io.lossbench.torch.head.FcosSettings.Score;
import io.lossbench.torch.head.FcosSettings.ThresholdOf;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.Points;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The objects that a row of FCOS outputs tells of: for each map the best pairs of point and class,
 * of overlapping boxes of a class the best, and of all the best, in float32 as torchvision has it.
 */
final class BoxDecoder {
  private final FcosSettings.Inference inference;
  private final Points points;
  private final Place place;
  private final List<Integer> units;
  private final int classes;

  /**
   * @param points of the canvas that the image lies on
   * @param place of the image
   * @param units pixels of a unit of distance, for each level of the points
   */
  BoxDecoder(
      FcosSettings.Inference inference,
      Points points,
      Place place,
      List<Integer> units,
      int classes) {
    this.inference = inference;
    this.points = points;
    this.place = place;
    this.units = List.copyOf(units);
    this.classes = classes;
  }

  /** A box in pixels of the network's input that may become a detection. */
  private record Candidate(
      int category, float score, float left, float top, float right, float bottom) {
    float area() {
      return (right - left) * (bottom - top);
    }

    boolean overlaps(Candidate other, double threshold) {
      float width = Math.min(right, other.right) - Math.max(left, other.left);
      float height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      float common = Math.max(0, width) * Math.max(0, height);
      return common / (area() + other.area() - common) > threshold;
    }
  }

  /** A pair of point and class with its score. */
  private record Pair(int point, int category, float score) {}

  /**
   * The detections in an image, the best first.
   *
   * @param outputs many rows of outputs
   * @param at where that of the image begins
   * @param width of the image as it is, in pixels
   * @param height of the image as it is, in pixels
   */
  List<DetectedObject> objects(float[] outputs, int at, int width, int height) {
    List<Candidate> candidates = new ArrayList<>();
    for (Points.Level level : points.levels()) {
      for (Pair pair : best(outputs, at, level)) {
        candidates.add(candidate(outputs, at, pair));
      }
    }
    // Stable: of equal scores the finer map and the earlier point come first.
    candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
    List<List<Candidate>> kept = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      kept.add(new ArrayList<>());
    }
    List<DetectedObject> objects = new ArrayList<>();
    double across = (double) width / place.width();
    double down = (double) height / place.height();
    for (Candidate next : candidates) {
      List<Candidate> better = kept.get(next.category());
      if (objects.size() < inference.detections()
          && better.stream().noneMatch(b -> b.overlaps(next, inference.overlap()))) {
        better.add(next);
        objects.add(
            new DetectedObject(
                next.category(),
                Box.between(
                    next.left() * across,
                    next.top() * down,
                    next.right() * across,
                    next.bottom() * down),
                next.score()));
      }
    }
    return objects;
  }

  /** The best pairs of a level that exceed the threshold, the best first. */
  private List<Pair> best(float[] outputs, int at, Points.Level level) {
    List<Pair> pairs = new ArrayList<>();
    boolean ofPoints = inference.candidatesOf() == CandidatesOf.POINTS;
    int[] seen = ofPoints ? bestPoints(outputs, at, level) : all(level);
    for (int point : seen) {
      for (int c = 0; c < classes; c++) {
        float probability = probability(outputs, at, point, c);
        float score = score(outputs, at, point, c);
        float judged = inference.thresholdOf() == ThresholdOf.SCORE ? score : probability;
        if (judged > inference.threshold()) {
          pairs.add(new Pair(point, c, score));
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::score).reversed());
    return ofPoints ? pairs : pairs.subList(0, Math.min(pairs.size(), inference.candidates()));
  }

  private static int[] all(Points.Level level) {
    return IntStream.range(level.first(), level.first() + level.size()).toArray();
  }

  /** The points of a level whose best classes score highest, in their order. */
  private int[] bestPoints(float[] outputs, int at, Points.Level level) {
    if (level.size() <= inference.candidates()) {
      return all(level);
    }
    List<Pair> best = new ArrayList<>();
    for (int point : all(level)) {
      float highest = 0;
      for (int c = 0; c < classes; c++) {
        highest = Math.max(highest, score(outputs, at, point, c));
      }
      best.add(new Pair(point, 0, highest));
    }
    return best.stream()
        .sorted(Comparator.comparingDouble(Pair::score).reversed())
        .limit(inference.candidates())
        .mapToInt(Pair::point)
        .sorted()
        .toArray();
  }

  private float probability(float[] outputs, int at, int point, int category) {
    return sigmoid(outputs[at + point * classes + category]);
  }

  private float score(float[] outputs, int at, int point, int category) {
    float central = sigmoid(outputs[at + (classes + 4) * points.size() + point]);
    float product = probability(outputs, at, point, category) * central;
    return inference.score() == Score.PRODUCT ? product : (float) Math.sqrt(product);
  }

  private Candidate candidate(float[] outputs, int at, Pair pair) {
    int point = pair.point();
    int distances = at + classes * points.size() + 4 * point;
    float unit = units.get(points.level(point));
    return new Candidate(
        pair.category(),
        pair.score(),
        within(points.x(point) - outputs[distances] * unit, place.width()),
        within(points.y(point) - outputs[distances + 1] * unit, place.height()),
        within(points.x(point) + outputs[distances + 2] * unit, place.width()),
        within(points.y(point) + outputs[distances + 3] * unit, place.height()));
  }

  private static float within(float coordinate, int side) {
    return Math.min(Math.max(coordinate, 0), side);
  }

  private static float sigmoid(float logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }
}
