package io.lossbench.core.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.random.SplitMix64;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** COCO's evaluation against its definition, on drawn cases. */
class CocoDefinitionTest {
  private static final int CASES = 500;

  @Test
  void allNumbersAreThoseOfTheDefinition() {
    int defined = 0;
    for (int seed = 0; seed < CASES; seed++) {
      DrawnDetections drawn = DrawnDetections.of(new SplitMix64(seed));
      Map<String, Double> expected = new NaiveCoco(drawn.detections(), drawn.truth()).numbers();
      Map<String, Double> numbers = CocoEvaluation.of(drawn.detections(), drawn.truth()).numbers();
      assertThat(numbers.keySet()).isEqualTo(expected.keySet());
      for (Map.Entry<String, Double> each : expected.entrySet()) {
        double ours = numbers.get(each.getKey());
        if (Double.isNaN(each.getValue())) {
          assertThat(ours).as("seed %d, %s", seed, each.getKey()).isNaN();
        } else {
          defined++;
          assertThat(ours)
              .as("seed %d, %s", seed, each.getKey())
              .isEqualTo(each.getValue(), within(1e-10));
        }
      }
    }
    assertThat(defined).isGreaterThan(6 * CASES);
  }

  /** An image that counts three times is as three images of the same content. */
  @Test
  void imagesThatCountSeveralTimesAreAsCopies() {
    int changed = 0;
    for (int seed = 0; seed < 300; seed++) {
      SplitMix64 random = new SplitMix64(seed);
      DrawnDetections drawn = DrawnDetections.of(random).withoutTies(random);
      int[] times = new int[drawn.truth().rows()];
      Arrays.setAll(times, i -> random.nextInt(4));
      CocoEvaluation evaluation = CocoEvaluation.of(drawn.detections(), drawn.truth());
      double expected = copied(drawn, times).primary();
      if (Double.isNaN(expected)) {
        assertThat(evaluation.primary(times)).isNaN();
      } else {
        assertThat(evaluation.primary(times))
            .as("seed %d", seed)
            .isEqualTo(expected, within(1e-10));
        changed += Math.abs(expected - evaluation.primary()) > 0.1 ? 1 : 0;
      }
    }
    assertThat(changed).isGreaterThan(100);
  }

  private static CocoEvaluation copied(DrawnDetections drawn, int[] times) {
    AnnotatedImages.Builder truth = new AnnotatedImages.Builder(drawn.truth().categories());
    Detections.Builder detections = new Detections.Builder();
    for (int row = 0; row < times.length; row++) {
      for (int copy = 0; copy < times[row]; copy++) {
        long id = 10 * Long.parseLong(drawn.truth().id(row).text()) + copy;
        truth.image(CocoId.of(BigInteger.valueOf(id)), 200, 200);
        drawn.truth().objects(row).forEach(truth::object);
        detections.image();
        drawn.detections().objects(row).forEach(detections::object);
      }
    }
    return CocoEvaluation.of(detections.build(), truth.build());
  }
}
