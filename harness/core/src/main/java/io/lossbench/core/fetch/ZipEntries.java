package io.lossbench.core.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive as its central directory lists it: that the local headers say the same is checked
 * first, size and CRC of every file as it is read.
 */
final class ZipEntries implements ArchiveEntries {
  private final ZipFile zip;
  private final Iterator<ZipArchiveEntry> entries;

  /**
   * Opens an archive.
   *
   * @param room what it may unpack to
   */
  ZipEntries(Path archive, Room room) throws IOException {
    zip = open(archive);
    try {
      List<ZipArchiveEntry> listed = Collections.list(zip.getEntriesInPhysicalOrder());
      ZipLayout.check(archive, listed);
      Set<String> names = new HashSet<>();
      long total = 0;
      for (ZipArchiveEntry entry : listed) {
        requireReadable(archive, entry);
        if (!names.add(entry.getName())) {
          throw Unpacker.refused(archive, "'" + entry.getName() + "' is in it twice");
        }
        total = Math.addExact(total, entry.getSize());
      }
      room.require(total);
      entries = listed.iterator();
    } catch (ArithmeticException e) {
      zip.close();
      throw new IOException("its sizes make no sense", e);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile open(Path archive) throws IOException {
    try {
      return ZipFile.builder().setPath(archive).get();
    } catch (IOException e) {
      throw new IOException(
          "it has no central directory at its end, as when it was cut off (" + e.getMessage() + ")",
          e);
    }
  }

  private void requireReadable(Path archive, ZipArchiveEntry entry) {
    int kind = entry.getUnixMode() & 0170000;
    if (kind != 0 && kind != 0100000 && kind != 0040000) {
      throw Unpacker.refused(
          archive,
          "'"
              + entry.getName()
              + "' is a "
              + (entry.isUnixSymlink() ? "link" : "device or FIFO")
              + "; only regular files are unpacked");
    }
    if (!zip.canReadEntryData(entry)) {
      throw Unpacker.refused(
          archive,
          "'"
              + entry.getName()
              + "' is "
              + (entry.getGeneralPurposeBit().usesEncryption()
                  ? "encrypted"
                  : "compressed by method " + entry.getMethod() + ", which is not read"));
    }
  }

  @Override
  public @Nullable Entry next() throws IOException {
    if (!entries.hasNext()) {
      return null;
    }
    ZipArchiveEntry entry = entries.next();
    return new Entry(
        entry.getName(),
        entry.isDirectory(),
        entry.getSize(),
        new CheckedContent(zip.getInputStream(entry), entry));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Content whose size and CRC are the directory's, or its reader hears that they are not. */
  private static final class CheckedContent extends FilterInputStream {
    private final ZipArchiveEntry entry;
    private final CRC32 crc = new CRC32();
    private long count;

    CheckedContent(InputStream in, ZipArchiveEntry entry) {
      super(in);
      this.entry = entry;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int n = super.read(into, from, length);
      if (n > 0) {
        crc.update(into, from, n);
        count += n;
      }
      if (count > entry.getSize() || (n < 0 && count < entry.getSize())) {
        throw new IOException(
            "'" + entry.getName() + "' is not of the " + entry.getSize() + " bytes it should be");
      }
      if (n < 0 && crc.getValue() != entry.getCrc()) {
        throw new IOException("the CRC of '" + entry.getName() + "' is wrong");
      }
      return n;
    }
  }
}
