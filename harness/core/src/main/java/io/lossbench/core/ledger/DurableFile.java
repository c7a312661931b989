package io.lossbench.core.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Writes a file so that after a crash either the old content or the whole new content is there. */
public final class DurableFile {
  private DurableFile() {}

  public static void write(Path file, String text) throws IOException {
    write(file, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Temporary file, fsync, atomic rename, fsync of the folder. */
  public static void write(Path file, ByteBuffer... parts) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(folder);
    Path temporary = folder.resolve(file.getFileName() + ".tmp" + ProcessHandle.current().pid());
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (ByteBuffer part : parts) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(folder);
  }

  private static void sync(Path folder) throws IOException {
    if (folder.getFileSystem() == FileSystems.getDefault()
        && !System.getProperty("os.name", "").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
