package io.lossbench.core.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;

/**
 * A tar archive: the checksum of every header, the end of two zero blocks, and nothing after it.
 */
final class TarEntries implements ArchiveEntries {
  private final Path archive;
  private final BufferedInputStream in;
  private final CheckedTar tar;

  TarEntries(Path archive, InputStream content) {
    this.archive = archive;
    this.in = new BufferedInputStream(content, 1 << 16);
    this.tar = new CheckedTar(in);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    TarArchiveEntry entry = tar.getNextEntry();
    if (entry == null) {
      requireEnd();
      return null;
    }
    String kind = kind(entry);
    if (!kind.isEmpty()) {
      throw Unpacker.refused(
          archive, "'" + entry.getName() + "' is a " + kind + "; only regular files are unpacked");
    }
    return new Entry(entry.getName(), entry.isDirectory(), entry.getSize(), tar);
  }

  /** What an entry is if it is neither a regular file nor a folder. */
  private static String kind(TarArchiveEntry entry) {
    if (entry.isSparse()) {
      return "sparse file";
    }
    return switch (entry.getLinkFlag()) {
      case 0, '0', '5' -> "";
      case '1', '2' -> "link";
      case '3', '4' -> "device";
      case '6' -> "FIFO";
      case '7' -> "contiguous file";
      default -> "member of unknown kind";
    };
  }

  private void requireEnd() throws IOException {
    if (tar.zeroBlocks < 2) {
      throw new IOException("it ends without the two zero blocks that end an archive");
    }
    // To the very end, where gzip keeps its checksum.
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      for (int i = 0; i < n; i++) {
        if (buffer[i] != 0) {
          throw new IOException("there is more behind its end, such as a second archive");
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /** The library's reader, which looks neither at checksums nor at how an archive ends. */
  private static final class CheckedTar extends TarArchiveInputStream {
    private int zeroBlocks;
    private boolean any;

    CheckedTar(InputStream in) {
      // Blocks of one record each: what lies behind the end is looked at here.
      super(in, 512);
    }

    @Override
    protected byte[] readRecord() throws IOException {
      byte[] record = super.readRecord();
      if (record == null) {
        return record;
      }
      if (isEOFRecord(record)) {
        zeroBlocks++;
      } else if (zeroBlocks == 0 && !isChecked(record)) {
        throw new IOException(
            any ? "the checksum of a header is wrong" : "it is no tar archive, or its start is");
      }
      any = true;
      return record;
    }

    private static boolean isChecked(byte[] record) {
      try {
        return TarUtils.verifyCheckSum(record);
      } catch (IllegalArgumentException e) {
        // The checksum is no number.
        return false;
      }
    }
  }
}
