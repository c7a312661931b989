package io.lossbench.core.fetch;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The disk that a file lies on: its free space, and what a failed write to it means. */
final class Disk {
  /**
   * With less than this free a failed write is the disk's fault, whatever language it is told in.
   */
  private static final long NEARLY_NOTHING = 1 << 16;

  private Disk() {}

  /** Free bytes where {@code path} is or would be; the largest number if the system cannot tell. */
  static long free(Path path) {
    for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        try {
          return Files.getFileStore(at).getUsableSpace();
        } catch (IOException e) {
          return Long.MAX_VALUE;
        }
      }
    }
    return Long.MAX_VALUE;
  }

  /**
   * Refuses what will not fit.
   *
   * @param what needs the bytes, for the message
   */
  static void requireRoom(Path path, long bytes, String what) {
    long free = free(path);
    if (bytes > free) {
      throw new HarnessException(
          String.format(
              Locale.ROOT,
              "%s needs %,d bytes, and the disk of %s has only %,d free; make room, or name another"
                  + " --data folder",
              what,
              bytes,
              path,
              free));
    }
  }

  /** Why {@code file} could not be written. */
  static HarnessException cannotWrite(Path file, IOException e) {
    String reason = String.valueOf(e.getMessage());
    boolean full =
        reason.contains("No space left")
            || reason.contains("quota exceeded")
            || free(file) < NEARLY_NOTHING;
    return full
        ? new HarnessException(
            "cannot write " + file + ": the disk is full; make room and call the same again", e)
        : new HarnessException("cannot write " + file, e);
  }
}
