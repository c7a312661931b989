package io.lossbench.torch.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.target.PointAssignment.Ends;
import io.lossbench.torch.target.PointAssignment.Sizes;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointAssignmentTest {
  private static final Points POINTS = new Points(96, 128, List.of(8, 16, 32), 0.5);

  /** The definition, point by point, in the words of mm-detection's tensors. */
  private static int expected(PointAssignment rule, float[] boxes, int point) {
    int stride = POINTS.stride(point);
    int level = POINTS.level(point);
    float low = level == 0 ? -1 : (float) rule.range() * stride / 2;
    float high = level == 2 ? 1e8f : (float) rule.range() * stride;
    int best = -1;
    float smallest = 1e8f;
    for (int i = 0; i < boxes.length / 4; i++) {
      float[] sides = {
        POINTS.x(point) - boxes[4 * i],
        POINTS.y(point) - boxes[4 * i + 1],
        boxes[4 * i + 2] - POINTS.x(point),
        boxes[4 * i + 3] - POINTS.y(point)
      };
      float x = (boxes[4 * i] + boxes[4 * i + 2]) / 2;
      float y = (boxes[4 * i + 1] + boxes[4 * i + 3]) / 2;
      float reach = rule.radius() == 0 ? 1e8f : (float) rule.radius() * stride;
      float least =
          Math.min(
              Math.min(
                  POINTS.x(point) - Math.max(x - reach, boxes[4 * i]),
                  Math.min(x + reach, boxes[4 * i + 2]) - POINTS.x(point)),
              Math.min(
                  POINTS.y(point) - Math.max(y - reach, boxes[4 * i + 1]),
                  Math.min(y + reach, boxes[4 * i + 3]) - POINTS.y(point)));
      float most = 0;
      for (float side : sides) {
        most = Math.max(most, side);
      }
      boolean inRange =
          rule.ends() == Ends.CLOSED ? most >= low && most <= high : most > low && most < high;
      float area = (boxes[4 * i + 2] - boxes[4 * i]) * (boxes[4 * i + 3] - boxes[4 * i + 1]);
      if (least > 0 && inRange && area < smallest) {
        best = i;
        smallest = area;
      }
    }
    return best;
  }

  private static float[] boxes(SplitMix64 generator, int count) {
    float[] boxes = new float[4 * count];
    for (int i = 0; i < count; i++) {
      // Whole pixels, so that points lie on borders and distances on the ends of ranges.
      int left = generator.nextInt(120);
      int top = generator.nextInt(90);
      boxes[4 * i] = left;
      boxes[4 * i + 1] = top;
      boxes[4 * i + 2] = left + 1 + generator.nextInt(128 - left);
      boxes[4 * i + 3] = top + 1 + generator.nextInt(96 - top);
    }
    return boxes;
  }

  @Test
  void eachPointHasTheObjectOfTheDefinition() {
    SplitMix64 generator = new SplitMix64(11);
    int found = 0;
    for (int round = 0; round < 200; round++) {
      Ends ends = round % 2 == 0 ? Ends.OPEN : Ends.CLOSED;
      double radius = round % 3 == 0 ? 0 : 1.5;
      PointAssignment rule = new PointAssignment(radius, 3, ends, Sizes.EXACT);
      float[] boxes = boxes(generator, generator.nextInt(6));
      int[] objects = rule.of(boxes, POINTS);
      for (int point = 0; point < objects.length; point++) {
        assertThat(objects[point])
            .as("round %d, point %d", round, point)
            .isEqualTo(expected(rule, boxes, point));
        found += objects[point] < 0 ? 0 : 1;
      }
    }
    assertThat(found).isGreaterThan(1000);
  }

  /** 400 and 396 square pixels are one number as 1e8 - area in float32, whose steps are 8. */
  @Test
  void roundedAreasThatAreEqualLeaveTheFirst() {
    float[] boxes = {10, 10, 30, 30, 10, 10, 28, 32};
    Points one = new Points(40, 40, List.of(40), 0.5);
    assertThat(new PointAssignment(0, 8, Ends.OPEN, Sizes.EXACT).of(boxes, one)).containsExactly(1);
    assertThat(new PointAssignment(0, 8, Ends.OPEN, Sizes.ROUNDED).of(boxes, one))
        .containsExactly(0);
  }

  @Test
  void mapsHaveAPlaceForEachStrideThatIsBegun() {
    Points points = new Points(33, 64, List.of(16, 32), 0);
    assertThat(points.size()).isEqualTo(3 * 4 + 2 * 2);
    assertThat(points.x(5)).isEqualTo(16);
    assertThat(points.y(5)).isEqualTo(16);
    assertThat(points.stride(12)).isEqualTo(32);
    assertThat(points.y(15)).isEqualTo(32);
  }
}
