package io.lossbench.core.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.random.SplitMix64;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** VOC's evaluation, by hand and against the devkit's loop written down again. */
class VocEvaluationTest {
  private static final Category BEE = new Category(CocoId.of("bee"), "bee");

  private static AnnotatedImages.Builder image() {
    return new AnnotatedImages.Builder(List.of(BEE)).image(CocoId.of("1"), 100, 100);
  }

  private static AnnotatedObject object(double x, Standing standing) {
    return new AnnotatedObject(new Box(x, 0, 10, 10), 0, standing);
  }

  private static DetectedObject detected(double x, double score) {
    return new DetectedObject(0, new Box(x, 0, 10, 10), score);
  }

  @Test
  void twoOfThreeObjectsWithOneMissBetweenThem() {
    AnnotatedImages truth =
        image()
            .object(object(0, Standing.OBJECT))
            .object(object(20, Standing.OBJECT))
            .object(object(40, Standing.OBJECT))
            .build();
    Detections detections =
        new Detections.Builder()
            .image()
            .object(detected(0, .9))
            .object(detected(80, .8))
            .object(detected(21, .7))
            .build();
    VocEvaluation voc = VocEvaluation.of(detections, truth);
    // Precision 1 up to a recall of 1/3, 2/3 up to 2/3, then 0: 4 points, 3 points, 4 points.
    assertThat(voc.numbers().get("AP-voc07"))
        .isEqualTo(100 * (4 + 3 * 2 / 3.0) / 11, within(1e-10));
    assertThat(voc.numbers().get("AP-voc10")).isEqualTo(100 * (1 / 3.0 + 2 / 9.0), within(1e-10));
  }

  /** The second detection of an object is wrong; of a difficult one, neither. */
  @Test
  void difficultObjectsCountForNothingHoweverOftenTheyAreFound() {
    AnnotatedImages truth =
        image().object(object(0, Standing.OBJECT)).object(object(20, Standing.IGNORED)).build();
    Detections.Builder detections = new Detections.Builder().image();
    detections.object(detected(20, .9)).object(detected(20, .8)).object(detected(0, .7));
    assertThat(VocEvaluation.of(detections.build(), truth).numbers().values())
        .allSatisfy(value -> assertThat(value).isEqualTo(100, within(1e-10)));
    detections.object(detected(0, .95));
    // Once more than before, and the first of the two is the right one.
    assertThat(VocEvaluation.of(detections.build(), truth).numbers().values())
        .allSatisfy(value -> assertThat(value).isEqualTo(100, within(1e-10)));
    detections.object(detected(0, .99)).object(detected(80, .999));
    assertThat(VocEvaluation.of(detections.build(), truth).numbers().get("AP-voc10"))
        .isEqualTo(50, within(1e-10));
  }

  /** Half of the union is enough, as in VOCevaldet.m. */
  @Test
  void anOverlapOfAHalfIsEnough() {
    AnnotatedImages truth = image().object(object(0, Standing.OBJECT)).build();
    Detections detections =
        new Detections.Builder()
            .image()
            .object(new DetectedObject(0, new Box(0, 0, 5, 10), .5))
            .build();
    assertThat(VocEvaluation.of(detections, truth).numbers().get("AP-voc10")).isEqualTo(100);
  }

  @Test
  void withoutAnObjectThereIsNoNumber() {
    AnnotatedImages truth = image().object(object(0, Standing.IGNORED)).build();
    Detections none = new Detections.Builder().image().build();
    assertThat(VocEvaluation.of(none, truth).numbers().get("AP-voc07")).isNaN();
    AnnotatedImages one = image().object(object(0, Standing.OBJECT)).build();
    assertThat(VocEvaluation.of(none, one).numbers().get("AP-voc07")).isZero();
  }

  @Test
  void allNumbersAreThoseOfTheDevkitsLoop() {
    int defined = 0;
    for (int seed = 0; seed < 1000; seed++) {
      DrawnDetections drawn = DrawnDetections.of(new SplitMix64(seed));
      VocEvaluation voc = VocEvaluation.of(drawn.detections(), drawn.truth());
      for (int c = 0; c < drawn.truth().categories().size(); c++) {
        double[] expected = loop(drawn, c);
        if (Double.isNaN(expected[0])) {
          assertThat(voc.elevenPoints()[c]).isNaN();
        } else {
          defined++;
          assertThat(voc.elevenPoints()[c])
              .as("seed %d", seed)
              .isEqualTo(expected[0], within(1e-12));
          assertThat(voc.areas()[c]).as("seed %d", seed).isEqualTo(expected[1], within(1e-12));
        }
      }
    }
    assertThat(defined).isGreaterThan(1000);
  }

  private record Candidate(int row, DetectedObject object) {}

  /** Over pixels that count from 1, as the devkit has boxes. */
  private static double[] loop(DrawnDetections drawn, int category) {
    AnnotatedImages truth = drawn.truth();
    List<Candidate> candidates = new ArrayList<>();
    int sought = 0;
    for (int row = 0; row < truth.rows(); row++) {
      for (DetectedObject each : drawn.detections().objects(row)) {
        if (each.category() == category) {
          candidates.add(new Candidate(row, each));
        }
      }
      for (AnnotatedObject each : truth.objects(row)) {
        sought += each.category() == category && each.standing() == Standing.OBJECT ? 1 : 0;
      }
    }
    if (sought == 0) {
      return new double[] {Double.NaN, Double.NaN};
    }
    candidates.sort(Comparator.comparingDouble(each -> -each.object().score()));
    Set<String> found = new HashSet<>();
    List<double[]> curve = new ArrayList<>();
    double right = 0;
    double wrong = 0;
    for (Candidate each : candidates) {
      double largest = Double.NEGATIVE_INFINITY;
      int at = -1;
      List<AnnotatedObject> objects = truth.objects(each.row());
      for (int g = 0; g < objects.size(); g++) {
        if (objects.get(g).category() == category) {
          double overlap = ofPixels(each.object().box(), objects.get(g).box());
          if (overlap > largest) {
            largest = overlap;
            at = g;
          }
        }
      }
      if (largest < 0.5) {
        wrong++;
      } else if (objects.get(at).standing() == Standing.OBJECT) {
        boolean first = found.add(each.row() + "/" + at);
        right += first ? 1 : 0;
        wrong += first ? 0 : 1;
      }
      curve.add(new double[] {right / sought, right + wrong == 0 ? 0 : right / (right + wrong)});
    }
    double points = 0;
    for (int p = 0; p <= 10; p++) {
      points += highest(curve, p * 0.1) / 11;
    }
    double area = 0;
    double before = 0;
    for (double[] point : curve) {
      area += (point[0] - before) * highest(curve, point[0]);
      before = point[0];
    }
    return new double[] {points, area};
  }

  private static double highest(List<double[]> curve, double recall) {
    return curve.stream()
        .filter(point -> point[0] >= recall)
        .mapToDouble(point -> point[1])
        .max()
        .orElse(0);
  }

  /** The devkit's overlap of boxes whose last pixel belongs to them. */
  private static double ofPixels(Box a, Box b) {
    double width = Math.min(a.right(), b.right()) - Math.max(a.x() + 1, b.x() + 1) + 1;
    double height = Math.min(a.bottom(), b.bottom()) - Math.max(a.y() + 1, b.y() + 1) + 1;
    if (width <= 0 || height <= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    double both = width * height;
    return both / (a.area() + b.area() - both);
  }

  @Test
  void idsOfCategoriesDoNotMatter() {
    AnnotatedImages truth =
        new AnnotatedImages.Builder(
                List.of(new Category(CocoId.of(BigInteger.valueOf(7)), "ant"), BEE))
            .image(CocoId.of("1"), 100, 100)
            .object(new AnnotatedObject(new Box(0, 0, 10, 10), 1, Standing.OBJECT))
            .build();
    Detections detections =
        new Detections.Builder()
            .image()
            .object(new DetectedObject(1, new Box(0, 0, 10, 10), .5))
            .build();
    assertThat(VocEvaluation.of(detections, truth).areas()[0]).isNaN();
    assertThat(VocEvaluation.of(detections, truth).areas()[1]).isEqualTo(1);
  }
}
