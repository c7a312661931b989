package io.lossbench.torch.data;

import io.lossbench.core.image.Image;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.target.Movement;

/**
 * The RandAugment that the ASL code trains with (randaugment 1.0.2, from UDA): two operations out
 * of 15, each with a magnitude out of 9, each applied with a probability. Operations, magnitudes
 * and fill colours are the original's; random numbers are ours. Of square images only.
 */
record RandAugment(double probability) implements Augmentation {
  private static final int MAGNITUDES = 9;

  /** The operations in the original's order. */
  private enum Operation {
    INVERT,
    CUTOUT,
    SHARPNESS,
    AUTO_CONTRAST,
    POSTERIZE,
    SHEAR_X,
    TRANSLATE_X,
    TRANSLATE_Y,
    SHEAR_Y,
    ROTATE,
    EQUALIZE,
    CONTRAST,
    COLOR,
    SOLARIZE,
    BRIGHTNESS
  }

  private static final Operation[] OPERATIONS = Operation.values();

  @Override
  public Movement apply(Image image, SplitMix64 generator) {
    int size = image.width();
    if (image.height() != size) {
      throw new IllegalArgumentException(
          "RandAugment of " + size + " x " + image.height() + " pixels");
    }
    Movement movement = Movement.NONE;
    for (int i = 0; i < 2; i++) {
      Operation operation = OPERATIONS[generator.nextInt(OPERATIONS.length)];
      int magnitude = generator.between(1, MAGNITUDES);
      boolean applied = generator.nextDouble() < probability;
      if (applied) {
        movement = movement.then(apply(operation, magnitude / 9.0, image.rgb(), size, generator));
      }
    }
    return movement;
  }

  private static Movement apply(
      Operation operation, double share, byte[] rgb, int size, SplitMix64 generator) {
    switch (operation) {
      case SHEAR_X -> {
        return AffineTransform.shearX(rgb, size, 0.3 * share * generator.sign());
      }
      case SHEAR_Y -> {
        return AffineTransform.shearY(rgb, size, 0.3 * share * generator.sign());
      }
      case TRANSLATE_X -> {
        return AffineTransform.translateX(rgb, size, 150.0 / 331 * share * size * generator.sign());
      }
      case TRANSLATE_Y -> {
        return AffineTransform.translateY(rgb, size, 150.0 / 331 * share * size * generator.sign());
      }
      case ROTATE -> {
        return AffineTransform.rotate(rgb, size, 30 * share);
      }
      case INVERT -> PointOperations.invert(rgb);
      case CUTOUT -> cutout(rgb, size, (int) Math.rint(20 * share), generator);
      case SHARPNESS -> PointOperations.sharpness(rgb, size, 1 + 0.9 * share * generator.sign());
      case AUTO_CONTRAST -> PointOperations.autoContrast(rgb);
      case POSTERIZE -> PointOperations.posterize(rgb, (int) Math.rint(8 - 4 * share));
      case EQUALIZE -> PointOperations.equalize(rgb);
      case CONTRAST -> PointOperations.contrast(rgb, 1 + 0.9 * share * generator.sign());
      case COLOR -> PointOperations.color(rgb, 1 + 0.9 * share * generator.sign());
      case SOLARIZE -> PointOperations.solarize(rgb, 256 - 256 * share);
      case BRIGHTNESS -> PointOperations.brightness(rgb, 1 + 0.9 * share * generator.sign());
    }
    return Movement.NONE;
  }

  /** A small rectangle in the mean colour of ImageNet. */
  private static void cutout(byte[] rgb, int size, int side, SplitMix64 generator) {
    int y = generator.nextInt(size);
    int x = generator.nextInt(size);
    for (int row = Math.max(0, y - side / 2); row < Math.min(size, y + side / 2); row++) {
      for (int column = Math.max(0, x - side / 2);
          column < Math.min(size, x + side / 2);
          column++) {
        int at = 3 * (row * size + column);
        rgb[at] = 125;
        rgb[at + 1] = 122;
        rgb[at + 2] = 113;
      }
    }
  }
}
