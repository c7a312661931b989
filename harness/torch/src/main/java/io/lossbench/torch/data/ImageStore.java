package io.lossbench.torch.data;

import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The images of a split at one size, decoded and resized once: kept in memory after the first use
 * while they fit into a third of the heap, else in a file that all trials and suites share, while
 * it fits the disk. Thread-safe.
 */
public final class ImageStore {
  private final Split split;
  private final int size;
  private final AtomicReferenceArray<byte[]> kept;
  private final Optional<DecodedFile> decoded;

  /**
   * @param size side of the square images in pixels
   * @param shared where decoded images may be kept, under a name that stands for the split's
   *     content; empty for keeping them in memory only
   */
  public ImageStore(Split split, int size, Optional<Path> shared) {
    this(split, size, shared, Runtime.getRuntime().maxMemory() / 3);
  }

  /**
   * @param memory bytes that may be kept in memory
   */
  ImageStore(Split split, int size, Optional<Path> shared, long memory) {
    this.split = split;
    this.size = size;
    long bytes = 3L * size * size * split.size();
    boolean inMemory = bytes <= memory;
    this.kept = new AtomicReferenceArray<>(inMemory ? split.size() : 0);
    // Scenes are drawn about as fast as they are read.
    boolean files = split.pixels() instanceof Pixels.Files;
    this.decoded =
        inMemory || !files
            ? Optional.empty()
            : shared.flatMap(file -> DecodedFile.open(file, split.size(), 3 * size * size));
  }

  public Split split() {
    return split;
  }

  public int size() {
    return size;
  }

  /** Writes an image's size x size x 3 RGB bytes. */
  void copy(int row, byte[] into) {
    byte[] known = row < kept.length() ? kept.get(row) : null;
    if (known == null && decoded.isPresent() && decoded.get().read(row, into)) {
      return;
    }
    byte[] image = known == null ? prepare(row) : known;
    System.arraycopy(image, 0, into, 0, image.length);
  }

  private byte[] prepare(int row) {
    byte[] image = BilinearResize.resize(decode(row), size, size).rgb();
    if (row < kept.length()) {
      kept.set(row, image);
    }
    decoded.ifPresent(file -> file.write(row, image));
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
