package io.lossbench.torch.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.DetectedObject;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.Points;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random outputs of a small image decoded, against a second implementation of the definition. */
class BoxDecoderTest {
  private static final int CLASSES = 3;
  private static final Points POINTS = new Points(32, 48, List.of(8, 16), 0.5);
  private static final Place PLACE = Place.filling(48, 32);

  private static FcosSettings.Inference inference(String settings) {
    return FcosSettings.of(FcosFixtures.detector("{type: fcos, " + settings + "}")).inference();
  }

  private static float[] outputs(long seed) {
    SplitMix64 generator = new SplitMix64(seed);
    float[] outputs = new float[POINTS.size() * (CLASSES + 5)];
    for (int i = 0; i < outputs.length; i++) {
      boolean distance = i >= POINTS.size() * CLASSES && i < POINTS.size() * (CLASSES + 4);
      outputs[i] = (float) (distance ? 2 * generator.nextDouble() : 2 * generator.nextGaussian());
    }
    return outputs;
  }

  private record Scored(DetectedObject object, double judged, int point) {}

  /** All pairs of point and class, best first, whose boxes are in pixels of a 32 x 48 image. */
  private static List<Scored> pairs(FcosSettings.Inference rule, float[] outputs) {
    List<Scored> all = new ArrayList<>();
    for (int point = 0; point < POINTS.size(); point++) {
      for (int c = 0; c < CLASSES; c++) {
        double probability = sigmoid(outputs[point * CLASSES + c]);
        double product = probability * sigmoid(outputs[POINTS.size() * (CLASSES + 4) + point]);
        double score = rule.score() == FcosSettings.Score.PRODUCT ? product : Math.sqrt(product);
        int at = POINTS.size() * CLASSES + 4 * point;
        int stride = POINTS.stride(point);
        Box box =
            Box.between(
                Math.max(0, POINTS.x(point) - stride * outputs[at]),
                Math.max(0, POINTS.y(point) - stride * outputs[at + 1]),
                Math.min(48, POINTS.x(point) + stride * outputs[at + 2]),
                Math.min(32, POINTS.y(point) + stride * outputs[at + 3]));
        boolean ofClass = rule.thresholdOf() == FcosSettings.ThresholdOf.CLASS;
        all.add(
            new Scored(new DetectedObject(c, box, score), ofClass ? probability : score, point));
      }
    }
    all.sort(Comparator.comparingDouble((Scored s) -> s.object().score()).reversed());
    return all;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double overlap(Box a, Box b) {
    double width = Math.min(a.right(), b.right()) - Math.max(a.x(), b.x());
    double height = Math.min(a.bottom(), b.bottom()) - Math.max(a.y(), b.y());
    double common = Math.max(0, width) * Math.max(0, height);
    return common / (a.area() + b.area() - common);
  }

  private static List<DetectedObject> expected(FcosSettings.Inference rule, float[] outputs) {
    List<Scored> left = new ArrayList<>();
    boolean points = rule.candidatesOf() == FcosSettings.CandidatesOf.POINTS;
    for (int level = 0; level < 2; level++) {
      int of = level;
      List<Scored> ofLevel =
          pairs(rule, outputs).stream().filter(s -> POINTS.level(s.point()) == of).toList();
      List<Integer> best =
          ofLevel.stream().map(Scored::point).distinct().limit(rule.candidates()).toList();
      left.addAll(
          ofLevel.stream()
              .filter(s -> !points || best.contains(s.point()))
              .filter(s -> s.judged() > rule.threshold())
              .limit(points ? Long.MAX_VALUE : rule.candidates())
              .toList());
    }
    left.sort(Comparator.comparingDouble((Scored s) -> s.object().score()).reversed());
    List<DetectedObject> kept = new ArrayList<>();
    while (!left.isEmpty()) {
      DetectedObject next = left.remove(0).object();
      kept.add(next);
      left.removeIf(
          s ->
              s.object().category() == next.category()
                  && overlap(s.object().box(), next.box()) > rule.overlap());
    }
    return kept.subList(0, Math.min(kept.size(), rule.detections()));
  }

  private static void requireEqual(String settings, int most) {
    FcosSettings.Inference rule = inference(settings);
    BoxDecoder decoder = new BoxDecoder(rule, POINTS, PLACE, List.of(8, 16), CLASSES);
    for (int seed = 0; seed < 20; seed++) {
      float[] outputs = outputs(seed);
      List<DetectedObject> found = decoder.objects(outputs, 0, 48, 32);
      List<DetectedObject> expected = expected(rule, outputs);
      assertThat(found).as(settings).hasSameSizeAs(expected).hasSizeBetween(1, most);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).category()).isEqualTo(expected.get(i).category());
        assertThat(Math.abs(found.get(i).score() - expected.get(i).score())).isLessThan(1e-6);
        assertThat(overlap(found.get(i).box(), expected.get(i).box())).isGreaterThan(0.999);
      }
    }
  }

  @Test
  void detectionsAreThoseOfTheDefinition() {
    requireEqual("threshold: 0.3", 90);
    requireEqual("threshold: 0.05, overlap: 0.2", 90);
    requireEqual("threshold: 0.05, detections: 7", 7);
    requireEqual("threshold: 0.05, candidates: 5", 10);
    requireEqual("score: product, threshold: 0.4, threshold-of: class", 90);
    requireEqual(
        "score: product, threshold: 0.2, threshold-of: class, candidates: 4, candidates-of: points",
        24);
  }

  @Test
  void boxesAreToldInPixelsOfTheImageAsItIs() {
    BoxDecoder decoder =
        new BoxDecoder(inference("threshold: 0.3"), POINTS, PLACE, List.of(8, 16), 3);
    float[] outputs = outputs(1);
    List<DetectedObject> small = decoder.objects(outputs, 0, 48, 32);
    List<DetectedObject> large = decoder.objects(outputs, 0, 480, 96);
    assertThat(large).hasSameSizeAs(small);
    for (int i = 0; i < small.size(); i++) {
      Box expected = small.get(i).box().scaled(10, 3);
      assertThat(overlap(large.get(i).box(), expected)).isGreaterThan(0.999);
    }
  }

  /** An image of 40 x 20 on a canvas of 48 x 32, of 400 x 100 pixels as it is. */
  @Test
  void whatIsBesideTheImageIsCutOff() {
    List<DetectedObject> whole =
        new BoxDecoder(inference("threshold: 0.3, overlap: 1"), POINTS, PLACE, List.of(8, 16), 3)
            .objects(outputs(1), 0, 48, 32);
    List<DetectedObject> within =
        new BoxDecoder(
                inference("threshold: 0.3, overlap: 1"),
                POINTS,
                new Place(40, 20, 48, 32),
                List.of(8, 16),
                3)
            .objects(outputs(1), 0, 400, 100);
    assertThat(within).hasSameSizeAs(whole);
    int cut = 0;
    for (int i = 0; i < whole.size(); i++) {
      Box box = whole.get(i).box();
      Box expected = box.clipped(40, 20).scaled(10, 5);
      Box found = within.get(i).box();
      assertThat(Math.abs(found.x() - expected.x())).isLessThan(1e-4);
      assertThat(Math.abs(found.right() - expected.right())).isLessThan(1e-4);
      assertThat(Math.abs(found.bottom() - expected.bottom())).isLessThan(1e-4);
      cut += box.right() > 40 || box.bottom() > 20 ? 1 : 0;
    }
    assertThat(cut).isPositive();
  }
}
