package io.lossbench.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lossbench.core.image.Image;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.target.Movement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where augmentations say that points went, against where a spot of the image is found. */
class MovementTest {
  private static final int SIZE = 101;

  /** Of the spot, in pixels from the upper left corner. */
  private static final double X = 38.5;

  private static final double Y = 56.5;

  /** An augmentation by name. */
  record Named(String name, Augmentation augmentation) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Named> augmentations() {
    return List.of(
        new Named("mirror", new Augmentation.HorizontalFlip(1)),
        new Named("no mirror", new Augmentation.HorizontalFlip(0)),
        new Named("shear x", (image, g) -> AffineTransform.shearX(image.rgb(), SIZE, 0.3)),
        new Named("shear y", (image, g) -> AffineTransform.shearY(image.rgb(), SIZE, -0.2)),
        new Named("translate x", (image, g) -> AffineTransform.translateX(image.rgb(), SIZE, 12.4)),
        new Named("translate y", (image, g) -> AffineTransform.translateY(image.rgb(), SIZE, -7.6)),
        new Named("crop", new RandomCrop(1, 0.9, 1.1)),
        new Named("rotate", (image, g) -> AffineTransform.rotate(image.rgb(), SIZE, 30)));
  }

  @ParameterizedTest
  @MethodSource("augmentations")
  void aSpotIsFoundWhereItsAugmentationMovesIt(Named named) {
    byte[] rgb = spot();
    Movement movement = named.augmentation().apply(new Image(SIZE, SIZE, rgb), new SplitMix64(1));
    requireSpotAt(rgb, movement);
  }

  /** Two operations, one after the other, of those that do not change the spot's brightness. */
  @Test
  void movementsFollowEachOther() {
    byte[] rgb = spot();
    Movement movement =
        augmentations().stream()
            .map(named -> named.augmentation().apply(new Image(SIZE, SIZE, rgb), new SplitMix64(1)))
            .reduce(Movement.NONE, Movement::then);
    requireSpotAt(rgb, movement);
  }

  @Test
  void whatChangesColoursMovesNothing() {
    assertThat(new Augmentation.Cutout(0.5).apply(new Image(SIZE, SIZE, spot()), new SplitMix64(1)))
        .isEqualTo(Movement.NONE);
  }

  /**
   * Nothing but translations, shears and rotations moves the spot; two thirds are none of those.
   */
  @Test
  void randAugmentMovesWhereItsOperationsDo() {
    List<Movement> movements =
        Stream.iterate(0, i -> i + 1)
            .limit(200)
            .map(
                i ->
                    new RandAugment(1)
                        .apply(new Image(SIZE, SIZE, spot()), SplitMix64.stream(5, i)))
            .toList();
    // Ten of fifteen operations leave all points: (10 / 15)^2 = 44 % of the pairs.
    assertThat(movements.stream().filter(Movement.NONE::equals).count()).isBetween(65L, 115L);
  }

  private static byte[] spot() {
    byte[] rgb = new byte[3 * SIZE * SIZE];
    Arrays.fill(rgb, (byte) 128);
    for (int y = (int) Y - 4; y <= (int) Y + 4; y++) {
      int from = 3 * (y * SIZE + (int) X - 4);
      Arrays.fill(rgb, from, from + 3 * 9, (byte) 255);
    }
    return rgb;
  }

  private static void requireSpotAt(byte[] rgb, Movement movement) {
    double weight = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < SIZE * SIZE; i++) {
      double bright = (rgb[3 * i] & 0xFF) - 128;
      weight += bright;
      x += bright * (i % SIZE + 0.5);
      y += bright * (i / SIZE + 0.5);
    }
    assertThat(x / weight).isCloseTo(SIZE * movement.x(X / SIZE, Y / SIZE), within(0.7));
    assertThat(y / weight).isCloseTo(SIZE * movement.y(X / SIZE, Y / SIZE), within(0.7));
  }
}
