package io.lossbench.core.image;

import java.util.concurrent.Semaphore;

/**
 * The memory in which images are decoded: a third of what Java has, shared by all threads. A thread
 * waits until its image fits beside those of the others. Thread-safe.
 */
final class DecodeMemory {
  private static final int UNIT = 1 << 10;
  private static final long MEBI = 1L << 20;
  private static final int UNITS =
      (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 3 / UNIT);
  private static final Semaphore FREE = new Semaphore(UNITS, true);

  private DecodeMemory() {}

  /**
   * Takes what an image needs, and gives how much that is.
   *
   * @throws ImageException if it can never fit
   */
  static int take(ImageFile image) throws ImageException {
    return take(image, UNITS);
  }

  static int take(ImageFile image, int available) throws ImageException {
    long units = image.memory() / UNIT + 1;
    if (units > available) {
      long gibi = 3 * image.memory() / (1024 * MEBI) + 1;
      throw new ImageException(
          "its "
              + image.width()
              + " x "
              + image.height()
              + " pixels need "
              + (image.memory() / MEBI + 1)
              + " MiB to decode, more than the "
              + ((long) available * UNIT / MEBI)
              + " MiB that Java's memory has for that: scale the image down, or give Java more with"
              + " JAVA_TOOL_OPTIONS=-Xmx"
              + gibi
              + "g");
    }
    FREE.acquireUninterruptibly((int) units);
    return (int) units;
  }

  static void giveBack(int share) {
    FREE.release(share);
  }
}
