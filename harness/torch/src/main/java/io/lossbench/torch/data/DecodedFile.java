package io.lossbench.torch.data;

import io.lossbench.core.file.CacheWarning;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Decoded images in a file: for each a mark of 8 bytes, 0 while it is missing, and its pixels. The
 * mark holds the pixels' CRC-32, so that an image which a crash or a full disk cut short is decoded
 * again and not trained on. Several processes may fill one file: all write the same bytes.
 * Thread-safe.
 *
 * <p>The file is not mapped: a disk that becomes full is then an error that can be caught and not a
 * signal. A channel would be closed by the first thread that is interrupted.
 */
final class DecodedFile {
  /** Share of the free disk that a decoded split may take. */
  private static final double DISK_SHARE = 0.25;

  private static final int MARK = 8;
  private static final long PRESENT = 1L << 32;

  private final Path path;
  private final RandomAccessFile file;
  private final int bytes;
  private boolean writable = true;

  DecodedFile(Path path, RandomAccessFile file, int bytes) {
    this.path = path;
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * Opens or begins a file; empty if the disk has no room for it: images are then decoded by every
   * trial.
   *
   * @param bytes of an image
   */
  static Optional<DecodedFile> open(Path path, int images, int bytes) {
    long size = images * ((long) MARK + bytes);
    try {
      Path folder = path.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      boolean there = Files.exists(path) && Files.size(path) == size;
      long room = there ? size : (long) (DISK_SHARE * Files.getFileStore(folder).getUsableSpace());
      if (size > room) {
        throw new IOException("a quarter of its disk is less than " + size + " bytes");
      }
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      try {
        file.setLength(size);
        return Optional.of(new DecodedFile(path, file, bytes));
      } catch (IOException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      warn(path, e);
      return Optional.empty();
    }
  }

  private static void warn(Path path, IOException reason) {
    CacheWarning.tell(path, "images are decoded again by every trial", reason);
  }

  /** Writes an image's bytes to {@code into}; false if it is missing or damaged. */
  boolean read(int row, byte[] into) {
    long mark;
    try {
      synchronized (this) {
        file.seek((long) row * (MARK + bytes));
        mark = file.readLong();
        if (mark == 0) {
          return false;
        }
        file.readFully(into, 0, bytes);
      }
    } catch (IOException e) {
      return false;
    }
    return mark == mark(into);
  }

  /** Keeps an image; when the disk is full, nothing more is kept, and a warning says so. */
  void write(int row, byte[] image) {
    byte[] entry = ByteBuffer.allocate(MARK + image.length).putLong(mark(image)).put(image).array();
    synchronized (this) {
      if (!writable) {
        return;
      }
      try {
        file.seek((long) row * entry.length);
        file.write(entry);
      } catch (IOException e) {
        writable = false;
        warn(path, e);
      }
    }
  }

  private static long mark(byte[] image) {
    CRC32 crc = new CRC32();
    crc.update(image);
    return PRESENT | crc.getValue();
  }
}
