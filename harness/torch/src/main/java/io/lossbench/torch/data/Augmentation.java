package io.lossbench.torch.data;

import io.lossbench.core.image.Image;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.Settings;
import io.lossbench.torch.target.Movement;
import java.util.ArrayList;
import java.util.List;

/** A random change of a training image, in place. */
@FunctionalInterface
public interface Augmentation {

  /**
   * Changes an image.
   *
   * @return where its points went
   * @throws IllegalArgumentException if it is for squares only, and this is none
   */
  Movement apply(Image image, SplitMix64 generator);

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
    public Movement apply(Image image, SplitMix64 generator) {
      int width = image.width();
      int height = image.height();
      byte[] rgb = image.rgb();
      int across = (int) (factor * width + 0.5) / 2;
      int down = (int) (factor * height + 0.5) / 2;
      int x = generator.nextInt(width);
      int y = generator.nextInt(height);
      byte red = (byte) generator.nextInt(256);
      byte green = (byte) generator.nextInt(256);
      byte blue = (byte) generator.nextInt(256);
      for (int row = Math.max(0, y - down); row <= Math.min(height - 1, y + down); row++) {
        for (int column = Math.max(0, x - across);
            column <= Math.min(width - 1, x + across);
            column++) {
          int at = 3 * (row * width + column);
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
    public Movement apply(Image image, SplitMix64 generator) {
      if (generator.nextDouble() >= probability) {
        return Movement.NONE;
      }
      int width = image.width();
      byte[] rgb = image.rgb();
      for (int row = 0; row < image.height(); row++) {
        for (int column = 0; column < width / 2; column++) {
          int left = 3 * (row * width + column);
          int right = 3 * (row * width + width - 1 - column);
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
