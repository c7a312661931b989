package io.lossbench.core.fetch;

import io.lossbench.core.HarnessException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/**
 * Unpacks zip, tar and tar.gz without trusting them: nothing outside the folder, no links or
 * devices, no more bytes and files than allowed.
 */
public final class Unpacker {
  private static final int MAX_FILES = 20_000_000;

  private Unpacker() {}

  /**
   * Unpacks an archive; files that are there already are replaced.
   *
   * @param maxBytes what the archive may unpack to
   * @return number of files
   * @throws HarnessException if the archive is damaged or tries to escape
   */
  public static int unpack(Path archive, Path folder, long maxBytes) {
    Path root = folder.toAbsolutePath().normalize();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        ArchiveInputStream<?> entries = open(archive, in)) {
      int files = 0;
      long left = maxBytes;
      for (ArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path target = target(archive, root, entry);
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        if (++files > MAX_FILES) {
          throw refused(archive, "has more than " + MAX_FILES + " files");
        }
        Path parent = target.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        left -= copy(entries, target, left, archive, maxBytes);
      }
      return files;
    } catch (IOException e) {
      throw new HarnessException("cannot unpack " + archive + ": it is damaged", e);
    }
  }

  private static ArchiveInputStream<?> open(Path archive, InputStream in) throws IOException {
    String name = archive.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".zip")) {
      return new ZipArchiveInputStream(in);
    } else if (name.endsWith(".tar")) {
      return new TarArchiveInputStream(in);
    } else if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return new TarArchiveInputStream(new GZIPInputStream(in, 1 << 16));
    }
    throw refused(archive, "is none of .zip, .tar, .tar.gz");
  }

  private static Path target(Path archive, Path root, ArchiveEntry entry) {
    String name = entry.getName();
    boolean plain =
        entry instanceof TarArchiveEntry tar
            ? (tar.isFile() && !tar.isSymbolicLink() && !tar.isLink()) || tar.isDirectory()
            : !(entry instanceof ZipArchiveEntry zip && zip.isUnixSymlink());
    if (!plain) {
      throw refused(archive, "'" + name + "' is a link or a device");
    }
    try {
      Path target = root.resolve(name.replace('\\', '/')).normalize();
      if (name.isEmpty() || !target.startsWith(root) || name.startsWith("/")) {
        throw refused(archive, "'" + name + "' leaves the folder");
      }
      // A link that was there before must not lead out either.
      for (Path at = target; at != null && at.startsWith(root); at = at.getParent()) {
        if (!at.equals(root) && Files.isSymbolicLink(at)) {
          throw refused(archive, "'" + name + "' leads through the link " + at);
        }
      }
      return target;
    } catch (InvalidPathException e) {
      throw refused(archive, "'" + name + "' is no file name");
    }
  }

  private static long copy(InputStream in, Path target, long left, Path archive, long maxBytes)
      throws IOException {
    long copied = 0;
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        copied += n;
        if (copied > left) {
          throw refused(archive, "unpacks to more than " + maxBytes + " bytes");
        }
        out.write(buffer, 0, n);
      }
    }
    return copied;
  }

  private static HarnessException refused(Path archive, String why) {
    return new HarnessException("refused to unpack " + archive + ": " + why);
  }
}
