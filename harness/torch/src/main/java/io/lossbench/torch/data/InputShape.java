package io.lossbench.torch.data;

import java.nio.ByteBuffer;

/** What one input of a network consists of. */
public sealed interface InputShape {
  /** Bytes that it takes in a batch. */
  int bytes();

  /** So many of them in words. */
  String words(int count);

  /**
   * An image: side x side x 3 bytes of RGB.
   *
   * @param side in pixels
   */
  record Image(int side) implements InputShape {
    @Override
    public int bytes() {
      return Math.multiplyExact(3 * side, side);
    }

    @Override
    public String words(int count) {
      return count + " images of " + side + " pixels";
    }
  }

  /**
   * An image on a canvas that it does not fill: height x width x 4 bytes, RGB and 1 where the image
   * is, 0 beside it. So the network can make all of what is beside it zero, which no colour is.
   *
   * @param height in pixels
   * @param width in pixels
   */
  record Canvas(int height, int width) implements InputShape {
    private static final int PIXEL = 4;

    /** Appends an image in the upper left corner. */
    void put(io.lossbench.core.image.Image image, ByteBuffer into) {
      byte[] line = new byte[PIXEL * width];
      for (int x = 0; x < image.width(); x++) {
        line[PIXEL * x + 3] = 1;
      }
      byte[] rgb = image.rgb();
      int at = 0;
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          line[PIXEL * x] = rgb[at++];
          line[PIXEL * x + 1] = rgb[at++];
          line[PIXEL * x + 2] = rgb[at++];
        }
        into.put(line);
      }
      into.put(new byte[PIXEL * width * (height - image.height())]);
    }

    @Override
    public int bytes() {
      return Math.multiplyExact(PIXEL * height, width);
    }

    @Override
    public String words(int count) {
      return count + " images on " + width + " x " + height + " pixels";
    }
  }

  /**
   * A vector of float32.
   *
   * @param width its numbers
   */
  record Vector(int width) implements InputShape {
    @Override
    public int bytes() {
      return Math.multiplyExact(Float.BYTES, width);
    }

    @Override
    public String words(int count) {
      return count + " vectors of " + width + " numbers";
    }
  }
}
