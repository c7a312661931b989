package io.lossbench.torch.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.detection.AnnotatedImages;
import io.lossbench.core.detection.AnnotatedObject;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.Category;
import io.lossbench.core.detection.CocoId;
import io.lossbench.core.detection.Standing;
import io.lossbench.torch.target.PointAssignment.Ends;
import io.lossbench.torch.target.PointAssignment.Sizes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An image of 200 x 100 pixels, seen as 64 x 64, with one point for every 8 pixels. */
class BoxTargetsTest {
  private static final Points POINTS = new Points(64, 64, List.of(8), 0.5);
  private static final PointGrid GRID = new PointGrid(List.of(8), 0.5, 64, 64);
  private static final Place PLACE = Place.filling(64, 64);
  private static final BoxTargets.Rules RULES =
      new BoxTargets.Rules(new PointAssignment(0, 8, Ends.CLOSED, Sizes.EXACT), List.of(8), 3);

  private static float[] targets(Movement movement, AnnotatedObject... objects) {
    return targets(movement, PLACE, objects);
  }

  private static float[] targets(Movement movement, Place place, AnnotatedObject... objects) {
    AnnotatedImages.Builder images =
        new AnnotatedImages.Builder(
            List.of(new Category(CocoId.of("a"), "a"), new Category(CocoId.of("b"), "b")));
    images.image(CocoId.of("other"), 10, 10);
    images.image(CocoId.of("image"), 200, 100);
    for (AnnotatedObject object : objects) {
      images.object(object);
    }
    BoxTargets targets = new BoxTargets(images.build(), GRID, RULES);
    float[] into = new float[targets.width(place) + 2];
    targets.write(1, movement, place, into, 2);
    float[] row = new float[targets.width(place)];
    System.arraycopy(into, 2, row, 0, row.length);
    return row;
  }

  private static AnnotatedObject object(double left, double top, double right, double bottom) {
    return new AnnotatedObject(Box.between(left, top, right, bottom), 1, Standing.OBJECT);
  }

  private static int found(float[] row) {
    int found = 0;
    for (int point = 0; point < POINTS.size(); point++) {
      found += row[point] >= 0 ? 1 : 0;
    }
    return found;
  }

  private static void requireDistances(float[] row, int point, double... distances) {
    assertThat(row[point]).isEqualTo(1);
    for (int i = 0; i < 4; i++) {
      assertThat((double) row[POINTS.size() + 4 * point + i]).isCloseTo(distances[i], within(1e-5));
    }
  }

  @Test
  void boxesAreScaledFromTheImageAsItIsToWhatTheNetworkSees() {
    // 50..150 of 200 is 16..48 of 64, 25..100 of 100 is 16..64.
    float[] row = targets(Movement.NONE, object(50, 25, 150, 100));
    assertThat(found(row)).isEqualTo(4 * 6);
    // The point in column 2 and row 3 is at (20, 28).
    requireDistances(row, 3 * 8 + 2, 4 / 8.0, 12 / 8.0, 28 / 8.0, 36 / 8.0);
    assertThat(row[0]).isEqualTo(BoxTargets.NOTHING);
  }

  /** An image of 64 x 32 on a canvas of 96 x 64: it is the image that boxes are scaled to. */
  @Test
  void whatIsBesideTheImageHasNoObjects() {
    Points points = GRID.of(64, 96);
    AnnotatedObject whole = object(0, 0, 200, 100);
    for (Movement movement : List.of(Movement.NONE, Movement.MIRROR)) {
      float[] row = targets(movement, new Place(64, 32, 96, 64), whole);
      assertThat(row).hasSize(BoxTargets.PER_POINT * points.size());
      for (int point = 0; point < points.size(); point++) {
        boolean inside = points.x(point) < 64 && points.y(point) < 32;
        assertThat(row[point]).isEqualTo(inside ? 1 : BoxTargets.NOTHING);
      }
      // The point in column 2 and row 3 is at (20, 28).
      int at = points.size() + 4 * (3 * 12 + 2);
      assertThat(row[at]).isEqualTo(20 / 8f);
      assertThat(row[at + 2]).isEqualTo(44 / 8f);
      assertThat(row[at + 3]).isEqualTo(4 / 8f);
    }
    // 0..50 of 200 is 0..16 of 64, mirrored 48..64: nothing goes over to the padding.
    float[] mirrored = targets(Movement.MIRROR, new Place(64, 32, 96, 64), object(0, 0, 50, 100));
    assertThat(mirrored[6]).isEqualTo(1);
    assertThat(mirrored[8]).isEqualTo(BoxTargets.NOTHING);
  }

  @Test
  void theyAreMirroredWithTheImage() {
    // 0..50 of 200 is 0..16 of 64, mirrored 48..64.
    float[] row = targets(Movement.MIRROR, object(0, 0, 50, 50));
    assertThat(found(row)).isEqualTo(2 * 4);
    requireDistances(row, 6, 4 / 8.0, 4 / 8.0, 12 / 8.0, 28 / 8.0);
  }

  @Test
  void theyAreCutAtTheBorderAndLeftOutWhereLittleIsLeft() {
    // All moves to the left by half of the side: 32 pixels.
    Movement left = Movement.by(-0.5, 0);
    // 24..56 becomes -8..24: its centre is still there.
    float[] row = targets(left, object(75, 0, 175, 50));
    assertThat(found(row)).isEqualTo(3 * 4);
    requireDistances(row, 0, 4 / 8.0, 4 / 8.0, 20 / 8.0, 28 / 8.0);
    // 16..44 becomes -16..12: its centre is gone.
    assertThat(found(targets(left, object(50, 0, 137.5, 50)))).isZero();
    // 30.4..35.2 becomes -1.6..3.2: more than 3 pixels; 30.4..34.56 leaves 2.56 of them.
    assertThat(found(targets(Movement.by(-0.525, 0), object(105, 0, 135, 50)))).isPositive();
    assertThat(found(targets(Movement.by(-0.525, 0), object(105, 0, 113, 50)))).isZero();
  }

  @Test
  void whatNeedNotBeFoundIsNotLearned() {
    for (Standing standing : List.of(Standing.IGNORED, Standing.CROWD)) {
      AnnotatedObject object = new AnnotatedObject(Box.between(0, 0, 200, 100), 0, standing);
      assertThat(found(targets(Movement.NONE, object))).isZero();
    }
  }

  @Test
  void anImageWithoutObjectsIsBackground() {
    assertThat(found(targets(Movement.NONE))).isZero();
  }

  @Test
  void theTruthOfAnotherTaskIsRefused() {
    assertThatThrownBy(() -> new BoxTargets(LabelMatrix.of(1, 1, new byte[1]), GRID, RULES))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
