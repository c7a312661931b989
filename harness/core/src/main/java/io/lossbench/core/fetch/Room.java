package io.lossbench.core.fetch;

import java.nio.file.Path;
import java.util.Locale;

/** The bytes that an archive may unpack to: what its descriptor allows, and what the disk has. */
final class Room {
  private final Path archive;
  private final Path folder;
  private final long limit;
  private long used;

  Room(Path archive, Path folder, long limit) {
    this.archive = archive;
    this.folder = folder;
    this.limit = limit;
  }

  /** Refuses {@code bytes} more than were taken so far, unless they fit. */
  void require(long bytes) {
    if (bytes > limit - used) {
      throw Unpacker.refused(
          archive,
          String.format(
              Locale.ROOT,
              "it unpacks to more than %d bytes; if that is right, set unpacked-bytes in its"
                  + " descriptor",
              limit));
    }
    Disk.requireRoom(folder, bytes, "unpacking " + archive);
  }

  /** Takes bytes that were required, or are beyond what was promised. */
  void take(long bytes) {
    used += bytes;
    if (used > limit) {
      require(0L);
    }
  }
}
