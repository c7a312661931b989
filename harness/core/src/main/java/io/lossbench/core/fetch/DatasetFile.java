package io.lossbench.core.fetch;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * A file of a dataset, brought and, if it is an archive, unpacked into its folder: whole or not at
 * all, and by one process at a time.
 *
 * @param unpackedBytes what it may unpack to; empty for a limit by its size
 */
public record DatasetFile(
    Download.Source source, Path file, boolean unpack, OptionalLong unpackedBytes) {

  /**
   * What was done.
   *
   * @param unpackedBefore whether all was there already
   * @param again why an archive that was unpacked before was unpacked again, or empty
   * @param unpacked number of files unpacked
   */
  public record Result(boolean unpackedBefore, String again, int unpacked) {}

  /**
   * Brings the file, unless it is there already.
   *
   * @param progress hears of the bytes that are there so far
   * @throws HarnessException if it cannot be had, is not what was promised, is damaged, or is being
   *     fetched by another process
   */
  public Result fetch(Download download, LongConsumer progress) throws InterruptedException {
    if (!unpack) {
      download.fetch(source, file, progress);
      return new Result(false, "", 0);
    }
    if (isUnpacked()) {
      return new Result(true, "", 0);
    }
    Download.createParent(file);
    FetchLock lock = FetchLock.of(file);
    try {
      // Another process may have been faster.
      if (isUnpacked()) {
        return new Result(true, "", 0);
      }
      String again = outdated().orElse("");
      download.fetchLocked(source, file, progress);
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      List<UnpackedNote.Content> files =
          Unpacker.unpack(
              file,
              folder,
              unpackedBytes.isPresent() ? unpackedBytes.getAsLong() : Unpacker.defaultLimit(file));
      UnpackedNote.of(file, source.hash(), files).write(file);
      return new Result(false, again, files.size());
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    } finally {
      lock.close();
    }
  }

  private boolean isUnpacked() {
    return Files.exists(UnpackedNote.beside(file), LinkOption.NOFOLLOW_LINKS)
        && outdated().isEmpty();
  }

  /** Why a note that is there does not count; empty if it counts, or if there is none. */
  private Optional<String> outdated() {
    if (!Files.exists(UnpackedNote.beside(file), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      Optional<UnpackedNote> note = UnpackedNote.read(file);
      return note.isPresent()
          ? note.get().outdated(file, source.hash())
          : Optional.of("the note of what was unpacked before cannot be read");
    } catch (IOException e) {
      throw new HarnessException("cannot read what " + file + " was unpacked to", e);
    }
  }
}
