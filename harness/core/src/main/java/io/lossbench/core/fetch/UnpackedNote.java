package io.lossbench.core.fetch;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an archive was unpacked to, kept as {@code .ARCHIVE.unpacked} beside it: the archive's size
 * and hashes, and every file with its size. It counts as long as the files are there.
 *
 * @param bytes of the archive
 * @param sha256 of the archive
 * @param published the hash that was published for it, or {@code -}
 */
record UnpackedNote(long bytes, String sha256, String published, List<Content> files) {
  private static final String TITLE = "unpacked by lossbench";

  /** A file, its path relative to the folder that the archive was unpacked into. */
  record Content(long bytes, String path) {}

  static Path beside(Path archive) {
    return archive.resolveSibling("." + archive.getFileName() + ".unpacked");
  }

  static UnpackedNote of(Path archive, String published, List<Content> files) {
    try {
      return new UnpackedNote(
          Files.size(archive),
          published.length() == 64 ? published : Download.hash(archive, true),
          published.isEmpty() ? "-" : published,
          files);
    } catch (IOException e) {
      throw new HarnessException("cannot read " + archive, e);
    }
  }

  void write(Path archive) {
    Path note = beside(archive);
    Path fresh = note.resolveSibling(note.getFileName() + ".new");
    List<String> lines =
        new ArrayList<>(
            List.of(
                TITLE,
                "bytes " + bytes,
                "sha256 " + sha256,
                "published " + published,
                "files " + files.size()));
    files.forEach(file -> lines.add(file.bytes() + " " + file.path()));
    try {
      Files.deleteIfExists(fresh);
      Files.write(fresh, lines, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw Disk.cannotWrite(note, e);
    }
  }

  /** The note beside an archive; empty if there is none that can be understood. */
  static Optional<UnpackedNote> read(Path archive) {
    try {
      List<String> lines = Files.readAllLines(beside(archive));
      List<Content> files = new ArrayList<>();
      for (String line : lines.subList(5, lines.size())) {
        int space = line.indexOf(' ');
        files.add(new Content(Long.parseLong(line.substring(0, space)), line.substring(space + 1)));
      }
      UnpackedNote note =
          new UnpackedNote(
              Long.parseLong(value(lines.get(1), "bytes ")),
              value(lines.get(2), "sha256 "),
              value(lines.get(3), "published "),
              files);
      boolean whole = lines.get(0).equals(TITLE) && lines.get(4).equals("files " + files.size());
      return whole && !files.isEmpty() ? Optional.of(note) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String value(String line, String name) {
    if (!line.startsWith(name)) {
      throw new IllegalArgumentException(line);
    }
    return line.substring(name.length());
  }

  /** Why this does not count any more; empty if it does. */
  Optional<String> outdated(Path archive, String expected) throws IOException {
    if (!expected.isEmpty() && !expected.equals(sha256) && !expected.equals(published)) {
      return Optional.of("another archive was unpacked before");
    }
    if (Files.isRegularFile(archive) && Files.size(archive) != bytes) {
      return Optional.of(archive.getFileName() + " is not the archive that was unpacked before");
    }
    long gone = 0;
    String first = "";
    for (Content file : files) {
      Path path = archive.resolveSibling(file.path());
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          || Files.size(path) != file.bytes()) {
        first = gone++ == 0 ? file.path() : first;
      }
    }
    return gone == 0
        ? Optional.empty()
        : Optional.of(
            gone
                + " of the "
                + files.size()
                + " files that were unpacked before are gone or of another size, such as "
                + first);
  }
}
