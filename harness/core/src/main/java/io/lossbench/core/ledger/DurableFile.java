package io.lossbench.core.ledger;

import io.lossbench.core.metric.ScoreMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Writes a file so that after a crash either the old content or the whole new content is there. */
public final class DurableFile {
  /** Floats that are written at once. */
  private static final int PIECE = 1 << 18;

  private DurableFile() {}

  public static void write(Path file, String text) throws IOException {
    write(file, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Content that is written piece by piece, of any length. */
  @FunctionalInterface
  public interface Content {
    void writeTo(WritableByteChannel out) throws IOException;
  }

  public static void write(Path file, ByteBuffer... parts) throws IOException {
    write(
        file,
        out -> {
          for (ByteBuffer part : parts) {
            while (part.hasRemaining()) {
              out.write(part);
            }
          }
        });
  }

  /** Writes floats as little-endian float32. */
  public static void floats(WritableByteChannel out, float[] values) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(4 * Math.min(values.length, PIECE)).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += buffer.capacity() / 4) {
      int count = Math.min(buffer.capacity() / 4, values.length - from);
      buffer.clear();
      buffer.asFloatBuffer().put(values, from, count);
      buffer.limit(4 * count);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    }
  }

  /** Writes scores, row-major, likewise. */
  public static void floats(WritableByteChannel out, ScoreMatrix scores) throws IOException {
    int classes = scores.classes();
    int piece = Math.max(1, PIECE / Math.max(1, classes));
    for (int from = 0; from < scores.rows(); from += piece) {
      float[] rows = new float[Math.min(piece, scores.rows() - from) * classes];
      for (int at = 0; at < rows.length; at += classes) {
        scores.copy(from + at / classes, 0, rows, at, classes);
      }
      floats(out, rows);
    }
  }

  /** Temporary file, fsync, atomic rename, fsync of the folder. */
  public static void write(Path file, Content content) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(folder);
    Path temporary = folder.resolve(file.getFileName() + ".tmp" + ProcessHandle.current().pid());
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      content.writeTo(channel);
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
