package io.lossbench.torch.data;

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
