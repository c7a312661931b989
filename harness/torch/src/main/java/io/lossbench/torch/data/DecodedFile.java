package io.lossbench.torch.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Decoded images in a memory-mapped file: a mark of 8 bytes for each image, 0 while it is missing,
 * then the pixels. The mark holds the pixels' CRC-32 and is written after them, so that an image
 * which a crash cut short is decoded again and not trained on. Several processes may fill one file:
 * all write the same bytes. Thread-safe.
 */
final class DecodedFile {
  /** A decoded split may take this share of the free disk. */
  private static final double DISK_SHARE = 0.25;

  private static final long CHUNK = 1L << 30;
  private static final long PRESENT = 1L << 32;

  private final int bytes;
  private final int perChunk;
  private final MappedByteBuffer marks;
  private final MappedByteBuffer[] chunks;

  private DecodedFile(FileChannel channel, int images, int bytes) throws IOException {
    this.bytes = bytes;
    this.perChunk = (int) Math.max(1, CHUNK / bytes);
    long offset = 8L * images;
    this.marks = channel.map(FileChannel.MapMode.READ_WRITE, 0, offset);
    this.chunks = new MappedByteBuffer[(images + perChunk - 1) / perChunk];
    for (int i = 0; i < chunks.length; i++) {
      int count = Math.min(perChunk, images - i * perChunk);
      chunks[i] =
          channel.map(
              FileChannel.MapMode.READ_WRITE,
              offset + (long) i * perChunk * bytes,
              (long) count * bytes);
    }
  }

  /**
   * Opens or begins a file; empty if the disk has no room for it or it cannot be mapped: images are
   * then decoded each time.
   *
   * @param bytes of an image
   */
  static Optional<DecodedFile> open(Path file, int images, int bytes) {
    long size = images * (8L + bytes);
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      boolean there = Files.exists(file) && Files.size(file) == size;
      if (!there && size > DISK_SHARE * Files.getFileStore(folder).getUsableSpace()) {
        return Optional.empty();
      }
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return Optional.of(new DecodedFile(channel, images, bytes));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Writes an image's bytes to {@code into}; false if it is missing or damaged. */
  boolean read(int row, byte[] into) {
    long mark = marks.getLong(8 * row);
    if (mark == 0) {
      return false;
    }
    chunks[row / perChunk].get(row % perChunk * bytes, into, 0, bytes);
    return mark == mark(into);
  }

  void write(int row, byte[] image) {
    ByteBuffer chunk = chunks[row / perChunk].duplicate();
    chunk.position(row % perChunk * bytes).put(image);
    marks.putLong(8 * row, mark(image));
  }

  private static long mark(byte[] image) {
    CRC32 crc = new CRC32();
    crc.update(image);
    return PRESENT | crc.getValue();
  }
}
