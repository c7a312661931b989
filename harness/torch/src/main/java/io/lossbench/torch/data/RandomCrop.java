package io.lossbench.torch.data;

import io.lossbench.core.image.Image;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.target.Movement;

/**
 * A part of the image in place of it, in whole pixels, stretched to its size.
 *
 * @param smallest share of the image's width and height
 * @param aspect greatest change of the aspect ratio, either way
 */
record RandomCrop(double probability, double smallest, double aspect) implements Augmentation {

  @Override
  public Movement apply(Image image, SplitMix64 generator) {
    if (generator.nextDouble() >= probability) {
      return Movement.NONE;
    }
    int whole = image.width();
    byte[] rgb = image.rgb();
    double share = smallest + (1 - smallest) * generator.nextDouble();
    double narrowest = 1 / aspect;
    double ratio = narrowest + (aspect - narrowest) * generator.nextDouble();
    int width = pixels(share, whole);
    int height = pixels(Math.min(Math.max(share * ratio, smallest), 1), image.height());
    int left = generator.nextInt(whole - width + 1);
    int top = generator.nextInt(image.height() - height + 1);
    byte[] part = new byte[3 * width * height];
    for (int row = 0; row < height; row++) {
      System.arraycopy(rgb, 3 * ((top + row) * whole + left), part, 3 * row * width, 3 * width);
    }
    byte[] stretched =
        BilinearResize.resize(new Image(width, height, part), whole, image.height()).rgb();
    System.arraycopy(stretched, 0, rgb, 0, stretched.length);
    return Movement.by(-(double) left / whole, -(double) top / image.height())
        .then(Movement.linear((double) whole / width, 0, 0, (double) image.height() / height));
  }

  private static int pixels(double share, int size) {
    return Math.max(1, (int) Math.rint(share * size));
  }
}
