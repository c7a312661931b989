package io.lossbench.core.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * How the parts of a zip archive lie in its file (APPNOTE 6.3.10): local headers that agree with
 * the central directory, data that does not overlap, no file that is not listed, and as many
 * entries as the end record counts.
 */
final class ZipLayout {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int ZIP64_END = 0x06064b50;
  private static final int MAX_COMMENT = 65_535;
  private static final long IN_ZIP64 = 0xFFFFFFFFL;

  private final FileChannel file;

  private ZipLayout(FileChannel file) {
    this.file = file;
  }

  /**
   * Checks an archive.
   *
   * @param entries of the central directory, in the order of their data
   * @throws IOException that says what does not fit
   */
  static void check(Path archive, List<ZipArchiveEntry> entries) throws IOException {
    try (FileChannel file = FileChannel.open(archive)) {
      ZipLayout layout = new ZipLayout(file);
      long counted = layout.count();
      if (counted >= 0 && counted != entries.size()) {
        throw new IOException(
            "its directory lists " + entries.size() + " of " + counted + " entries");
      }
      long end = entries.isEmpty() ? 0 : entries.get(0).getLocalHeaderOffset();
      for (ZipArchiveEntry entry : entries) {
        end = layout.local(entry, end);
      }
      if (!entries.isEmpty()) {
        layout.requireNoHeader(end);
      }
    }
  }

  /** The number of entries that the end record tells; -1 if there is none. */
  private long count() throws IOException {
    long from = Math.max(0, file.size() - END_BYTES - MAX_COMMENT);
    ByteBuffer tail = bytes(from, (int) (file.size() - from));
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END) {
        boolean zip64 = at >= 20 && tail.getInt(at - 20) == ZIP64_LOCATOR;
        if (zip64) {
          ByteBuffer end = bytes(tail.getLong(at - 12), 40);
          return end.getInt(0) == ZIP64_END ? end.getLong(32) : -1;
        }
        return Short.toUnsignedInt(tail.getShort(at + 10));
      }
    }
    return -1;
  }

  /** Compares an entry with its local header; gives back where its data ends. */
  private long local(ZipArchiveEntry entry, long earliest) throws IOException {
    long start = entry.getLocalHeaderOffset();
    if (start < earliest) {
      throw new IOException("'" + entry.getName() + "' overlaps with another entry");
    }
    requireNoHeader(earliest, start);
    ByteBuffer header = bytes(start, 30);
    if (header.getInt(0) != LOCAL_HEADER) {
      throw new IOException("'" + entry.getName() + "' is not where the directory says");
    }
    int flags = Short.toUnsignedInt(header.getShort(6));
    int nameBytes = Short.toUnsignedInt(header.getShort(26));
    int extraBytes = Short.toUnsignedInt(header.getShort(28));
    byte[] name = bytes(start + 30, nameBytes).array();
    boolean described = (flags & 8) != 0;
    boolean same =
        Arrays.equals(name, entry.getRawName())
            && Short.toUnsignedInt(header.getShort(8)) == entry.getMethod()
            && agrees(header.getInt(14), entry.getCrc(), described)
            && agrees(header.getInt(18), entry.getCompressedSize(), described)
            && agrees(header.getInt(22), entry.getSize(), described);
    if (!same) {
      throw new IOException(
          "the local header of '" + entry.getName() + "' says something else than the directory");
    }
    long end = Math.addExact(start + 30 + nameBytes + extraBytes, entry.getCompressedSize());
    if (end > file.size()) {
      throw new IOException("'" + entry.getName() + "' ends behind the end of the file");
    }
    return end;
  }

  /** Zero where the numbers follow the data, all ones where they are in a zip64 field. */
  private static boolean agrees(int local, long listed, boolean described) {
    long value = Integer.toUnsignedLong(local);
    return value == listed || (described && value == 0) || value == IN_ZIP64;
  }

  /** Between two entries there may be a data descriptor, padding, or what was deleted. */
  private void requireNoHeader(long from, long to) throws IOException {
    if (to - from >= 30) {
      requireNoHeader(from);
    }
  }

  private void requireNoHeader(long from) throws IOException {
    long at = from;
    if (at + 4 <= file.size() && bytes(at, 4).getInt(0) == DESCRIPTOR) {
      at += 16;
    }
    for (long next : new long[] {at, at + 8}) {
      if (next + 4 <= file.size() && bytes(next, 4).getInt(0) == LOCAL_HEADER) {
        throw new IOException("it holds files that its directory does not list");
      }
    }
  }

  private ByteBuffer bytes(long position, int count) throws IOException {
    if (position < 0 || position > file.size() - count) {
      throw new EOFException("its directory points behind the end of the file");
    }
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("it ends too early");
      }
    }
    return buffer.flip();
  }
}
