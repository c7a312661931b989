package io.lossbench.torch.data;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.target.Movement;
import java.util.ArrayList;
import java.util.List;

/** A random change of a square training image, in place. */
@FunctionalInterface
public interface Augmentation {

  /**
   * Changes an image.
   *
   * @param rgb size x size x 3 bytes
   * @return where its points went
   */
  Movement apply(byte[] rgb, int size, SplitMix64 generator);

  /** The augmentations of a suite's {@code augment} list, in its order. */
  static List<Augmentation> of(List<Settings> settings) {
    List<Augmentation> augmentations = new ArrayList<>();
    for (Settings each : settings) {
      if (each.has("cutout")) {
        augmentations.add(new Cutout(each.number("cutout")));
      } else if (each.has("rand-augment")) {
        augmentations.add(new RandAugment(each.number("rand-augment")));
      } else if (each.has("random-crop")) {
        Settings crop = each.settings("random-crop");
        augmentations.add(
            new RandomCrop(
                crop.number("probability"), crop.number("smallest"), crop.number("aspect")));
      } else {
        augmentations.add(new HorizontalFlip(each.number("horizontal-flip")));
      }
    }
    return List.copyOf(augmentations);
  }

  /**
   * A rectangle filled with a random colour: the ASL code's CutoutPIL, whose rectangle includes its
   * last row and column.
   *
   * @param factor its share of width and height before it is clipped at the border
   */
  record Cutout(double factor) implements Augmentation {
    @Override
    public Movement apply(byte[] rgb, int size, SplitMix64 generator) {
      int half = (int) (factor * size + 0.5) / 2;
      int x = generator.nextInt(size);
      int y = generator.nextInt(size);
      byte red = (byte) generator.nextInt(256);
      byte green = (byte) generator.nextInt(256);
      byte blue = (byte) generator.nextInt(256);
      for (int row = Math.max(0, y - half); row <= Math.min(size - 1, y + half); row++) {
        for (int column = Math.max(0, x - half); column <= Math.min(size - 1, x + half); column++) {
          int at = 3 * (row * size + column);
          rgb[at] = red;
          rgb[at + 1] = green;
          rgb[at + 2] = blue;
        }
      }
      return Movement.NONE;
    }
  }

  /** The mirror image, left for right. */
  record HorizontalFlip(double probability) implements Augmentation {
    @Override
    public Movement apply(byte[] rgb, int size, SplitMix64 generator) {
      if (generator.nextDouble() >= probability) {
        return Movement.NONE;
      }
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size / 2; column++) {
          int left = 3 * (row * size + column);
          int right = 3 * (row * size + size - 1 - column);
          for (int channel = 0; channel < 3; channel++) {
            byte kept = rgb[left + channel];
            rgb[left + channel] = rgb[right + channel];
            rgb[right + channel] = kept;
          }
        }
      }
      return Movement.MIRROR;
    }
  }
}
