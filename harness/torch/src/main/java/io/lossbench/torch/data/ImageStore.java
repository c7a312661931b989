package io.lossbench.torch.data;

import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The images of a split at one size, decoded and resized once: in a file that all trials and suites
 * share, while it fits the disk, and in memory after the first use, while they fit into a third of
 * the heap. Thread-safe.
 */
public final class ImageStore implements InputStore {
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
    boolean inMemory = 3L * size * size * split.size() <= memory;
    this.kept = new AtomicReferenceArray<>(inMemory ? split.size() : 0);
    // Scenes are drawn about as fast as they are read.
    boolean files = split.pixels() instanceof Pixels.Files;
    this.decoded =
        files
            ? shared.flatMap(file -> DecodedFile.open(file, split.size(), 3 * size * size))
            : Optional.empty();
  }

  @Override
  public Split split() {
    return split;
  }

  @Override
  public InputShape shape() {
    return new InputShape.Image(size);
  }

  @Override
  public void copy(int row, byte[] into) {
    byte[] known = row < kept.length() ? kept.get(row) : null;
    if (known != null) {
      System.arraycopy(known, 0, into, 0, known.length);
      return;
    }
    if (decoded.isEmpty() || !decoded.get().read(row, into)) {
      byte[] image = BilinearResize.resize(split.pixels().image(row), size, size).rgb();
      decoded.ifPresent(file -> file.write(row, image));
      System.arraycopy(image, 0, into, 0, image.length);
    }
    if (row < kept.length()) {
      kept.set(row, into.clone());
    }
  }
}
