package io.lossbench.torch.data;

import io.lossbench.core.image.Image;
import io.lossbench.core.image.Padding;
import io.lossbench.core.suite.Settings;
import java.util.Locale;

/** The size that images are brought to before they go into a batch. */
public sealed interface ImageSizing {
  /** An image of that size, or the one that is given if it has it already. */
  Image resize(Image image);

  /** Pixels of an image at most. */
  int pixels();

  /** What an image takes of a batch at most. */
  InputShape largest();

  /** A word for it in names of files. */
  String word();

  /**
   * What a backbone's settings say of it.
   *
   * @param side the square's side or, where images keep their aspect, the shorter side
   */
  static ImageSizing of(Settings backbone, int side) {
    if (!backbone.has("resize")) {
      return new Square(side);
    }
    Settings kept = backbone.settings("resize");
    return new KeptAspect(
        side, kept.integer("longest-side"), kept.choice("rounding", Rounding.class));
  }

  /** Images are squished to a square. */
  record Square(int side) implements ImageSizing {
    @Override
    public Image resize(Image image) {
      return BilinearResize.resize(image, side, side);
    }

    @Override
    public int pixels() {
      return Math.multiplyExact(side, side);
    }

    @Override
    public InputShape.Image largest() {
      return new InputShape.Image(side);
    }

    @Override
    public String word() {
      return String.valueOf(side);
    }
  }

  /** What becomes of the part of a pixel that a side is scaled to. */
  enum Rounding {
    /** torchvision 0.22, GeneralizedRCNNTransform: interpolate() with a factor. */
    DOWN,
    /** mmcv, rescale_size: int(side * factor + 0.5). */
    NEAREST
  }

  /**
   * Images keep their aspect: the shorter side comes to {@code shorter} or, if the longer one would
   * exceed {@code longest}, the longer one to that. A batch has {@link Padding}.
   */
  record KeptAspect(int shorter, int longest, Rounding rounding) implements ImageSizing {
    @Override
    public Image resize(Image image) {
      double factor =
          Math.min(
              (double) shorter / Math.min(image.width(), image.height()),
              (double) longest / Math.max(image.width(), image.height()));
      return BilinearResize.resize(
          image, scaled(image.width(), factor), scaled(image.height(), factor));
    }

    private int scaled(int side, double factor) {
      double exact = side * factor;
      return Math.max(1, (int) (rounding == Rounding.DOWN ? exact : exact + 0.5));
    }

    /** The canvas of a batch whose largest sides these are. */
    InputShape.Canvas canvas(int height, int width) {
      return new InputShape.Canvas(Padding.side(height), Padding.side(width));
    }

    @Override
    public int pixels() {
      return Math.multiplyExact(shorter, longest);
    }

    /** Where an upright and a lying image meet in a batch. */
    @Override
    public InputShape.Canvas largest() {
      return canvas(longest, longest);
    }

    @Override
    public String word() {
      return shorter + "x" + longest + "-" + rounding.name().toLowerCase(Locale.ROOT);
    }
  }
}
