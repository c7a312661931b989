package io.lossbench.core.fetch;

import io.lossbench.core.HarnessException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks zip, tar and tar.gz without trusting them: all of an archive that is whole or nothing,
 * nothing outside the folder, only regular files, no more bytes and files than allowed.
 */
final class Unpacker {
  private static final int MAX_FILES = 20_000_000;

  /** Archives shrink further than to a twentieth if they are full of texts; so small they may. */
  private static final long ALWAYS_ALLOWED = 1_000_000_000L;

  private Unpacker() {}

  /** What an archive may unpack to where its descriptor does not say: 20 times its size or 1 GB. */
  static long defaultLimit(Path archive) throws IOException {
    return Math.max(ALWAYS_ALLOWED, 20 * Files.size(archive));
  }

  /**
   * Unpacks an archive; files that are there already are replaced. One process at a time, under the
   * archive's {@link FetchLock}.
   *
   * @param limit bytes that the archive may unpack to
   * @return the files with their sizes
   * @throws HarnessException if the archive is damaged, tries to escape, holds no file or too much,
   *     or if the disk is full
   */
  static List<UnpackedNote.Content> unpack(Path archive, Path folder, long limit) {
    Path root = folder.toAbsolutePath().normalize();
    Room room = new Room(archive, root, limit);
    try (Staging staging = new Staging(archive, root);
        ArchiveEntries entries = open(archive, room)) {
      int files = 0;
      for (ArchiveEntries.Entry entry = entries.next(); entry != null; entry = entries.next()) {
        staging.add(entry, room);
        files += entry.isFolder() ? 0 : 1;
        if (files > MAX_FILES) {
          throw refused(archive, "it has more than " + MAX_FILES + " files");
        }
      }
      if (files == 0) {
        throw refused(archive, "it holds no file; move it away to fetch it again");
      }
      return staging.settle();
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      // The library throws the latter two for numbers in headers that make no sense.
      String why = e.getMessage() == null ? "it ends too early" : e.getMessage();
      HarnessException damaged =
          new HarnessException(
              "cannot unpack "
                  + archive
                  + ": it is damaged: "
                  + why
                  + "; move it away to fetch it again");
      damaged.initCause(e);
      throw damaged;
    }
  }

  private static ArchiveEntries open(Path archive, Room room) throws IOException {
    String name = archive.getFileName().toString().toLowerCase(Locale.ROOT);
    if (!name.matches(".*\\.(zip|tar|tar\\.gz|tgz)")) {
      throw refused(archive, "it is none of .zip, .tar, .tar.gz");
    }
    Optional<String> page = WebPage.in(archive, name);
    if (page.isPresent()) {
      throw WebPage.refusal(archive, "its address", page.get());
    }
    if (Files.size(archive) == 0) {
      throw refused(archive, "it is empty; move it away to fetch it again");
    }
    if (name.endsWith(".zip")) {
      return new ZipEntries(archive, room);
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
    try {
      return new TarEntries(archive, name.endsWith(".tar") ? in : new GZIPInputStream(in, 1 << 16));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  static HarnessException refused(Path archive, String why) {
    return new HarnessException("refused to unpack " + archive + ": " + why);
  }
}
