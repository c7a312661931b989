package io.lossbench.torch.data;

import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The images of a split at one size, decoded and resized; kept in memory after the first use while
 * they fit into a third of the heap. Thread-safe.
 */
public final class ImageStore {
  private final Split split;
  private final int size;
  private final AtomicReferenceArray<byte[]> kept;

  /**
   * @param size side of the square images in pixels
   */
  public ImageStore(Split split, int size) {
    this.split = split;
    this.size = size;
    long bytes = 3L * size * size * split.size();
    this.kept =
        new AtomicReferenceArray<>(
            bytes <= Runtime.getRuntime().maxMemory() / 3 ? split.size() : 0);
  }

  public Split split() {
    return split;
  }

  public int size() {
    return size;
  }

  /** size x size x 3 RGB bytes; not to be written to. */
  byte[] image(int row) {
    byte[] known = row < kept.length() ? kept.get(row) : null;
    if (known != null) {
      return known;
    }
    byte[] image = BilinearResize.resize(decode(row), size, size).rgb();
    if (row < kept.length()) {
      kept.set(row, image);
    }
    return image;
  }

  private Image decode(int row) {
    if (split.pixels() instanceof Pixels.Generated generated) {
      int side = generated.scenes().size();
      return new Image(side, side, generated.draw(row));
    }
    return ImageDecoder.decode(((Pixels.Files) split.pixels()).paths().get(row));
  }
}
