package io.lossbench.torch.data;

import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.image.Image;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * The images of a split in the size that they go into a batch, decoded and resized once: in a file
 * that all trials and suites share, while it fits the disk, and in memory after the first use,
 * while they fit into a third of the heap. Thread-safe.
 */
public final class ImageStore implements InputStore {
  private final Split split;
  private final ImageSizing sizing;
  private final AtomicReferenceArray<Image> kept;
  private final Optional<DecodedFile> decoded;

  /**
   * @param shared where decoded images may be kept, under a name that stands for the split's
   *     content; empty for keeping them in memory only
   */
  public ImageStore(Split split, ImageSizing sizing, Optional<Path> shared) {
    this(split, sizing, shared, Runtime.getRuntime().maxMemory() / 3);
  }

  /**
   * @param memory bytes that may be kept in memory
   */
  ImageStore(Split split, ImageSizing sizing, Optional<Path> shared, long memory) {
    this.split = split;
    this.sizing = sizing;
    boolean inMemory = 3L * sizing.pixels() * split.size() <= memory;
    this.kept = new AtomicReferenceArray<>(inMemory ? split.size() : 0);
    // Scenes are drawn about as fast as they are read.
    boolean files = split.pixels() instanceof Pixels.Files;
    this.decoded =
        files
            ? shared.flatMap(file -> DecodedFile.open(file, split.size(), entryBytes()))
            : Optional.empty();
  }

  @Override
  public Split split() {
    return split;
  }

  ImageSizing sizing() {
    return sizing;
  }

  @Override
  public InputShape largest() {
    return sizing.largest();
  }

  /**
   * An image for the caller to change.
   *
   * @param arrays gives an array of so many bytes, for its pixels
   */
  Image image(int row, IntFunction<byte[]> arrays) {
    Image known = row < kept.length() ? kept.get(row) : null;
    if (known != null) {
      return copy(known, arrays);
    }
    Image image =
        decoded.flatMap(file -> read(file, row, arrays)).orElseGet(() -> decode(row, arrays));
    if (row < kept.length()) {
      kept.set(row, copy(image, byte[]::new));
    }
    return image;
  }

  private Image decode(int row, IntFunction<byte[]> arrays) {
    Image image = sizing.resize(split.pixels().image(row));
    decoded.ifPresent(file -> file.write(row, entry(image)));
    return copy(image, arrays);
  }

  private static Image copy(Image image, IntFunction<byte[]> arrays) {
    int length = image.rgb().length;
    byte[] rgb = arrays.apply(length);
    System.arraycopy(image.rgb(), 0, rgb, 0, length);
    return new Image(image.width(), image.height(), rgb);
  }

  /** Squares are kept as their pixels, others behind their sides. */
  private int entryBytes() {
    int sides = sizing instanceof ImageSizing.Square ? 0 : 2 * Integer.BYTES;
    return Math.addExact(sides, Math.multiplyExact(3, sizing.pixels()));
  }

  private byte[] entry(Image image) {
    if (sizing instanceof ImageSizing.Square) {
      return image.rgb();
    }
    ByteBuffer entry = ByteBuffer.allocate(entryBytes());
    return entry.putInt(image.width()).putInt(image.height()).put(image.rgb()).array();
  }

  private Optional<Image> read(DecodedFile file, int row, IntFunction<byte[]> arrays) {
    if (sizing instanceof ImageSizing.Square square) {
      byte[] rgb = arrays.apply(entryBytes());
      return file.read(row, rgb)
          ? Optional.of(new Image(square.side(), square.side(), rgb))
          : Optional.empty();
    }
    byte[] entry = new byte[entryBytes()];
    if (!file.read(row, entry)) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(entry);
    int width = in.getInt();
    int height = in.getInt();
    byte[] rgb = arrays.apply(3 * width * height);
    in.get(rgb);
    return Optional.of(new Image(width, height, rgb));
  }
}
