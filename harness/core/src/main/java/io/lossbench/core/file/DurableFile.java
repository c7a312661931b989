package io.lossbench.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/** Writes a file so that after a crash either the old content or the whole new content is there. */
public final class DurableFile {
  /** Floats that are written at once. */
  private static final int PIECE = 1 << 18;

  private static final String SUFFIX = ".tmp";
  private static final Pattern TEMPORARY = Pattern.compile(".+\\.[0-9a-f]{16}\\.tmp");

  /** Who has not written to a file for so long was killed. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  private DurableFile() {}

  public static void write(Path file, String text) throws IOException {
    write(file, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Content that is written piece by piece, of any length; a call of the channel takes all of the
   * buffer.
   */
  @FunctionalInterface
  public interface Content {
    void writeTo(WritableByteChannel out) throws IOException;
  }

  public static void write(Path file, ByteBuffer... parts) throws IOException {
    write(
        file,
        out -> {
          for (ByteBuffer part : parts) {
            out.write(part);
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

  /**
   * Temporary file of a random name, fsync, atomic rename, fsync of the folder. A write that fails
   * leaves nothing behind, and none follows a link.
   */
  public static void write(Path file, Content content) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(folder);
    Path temporary = temporary(file);
    FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    try {
      try (channel) {
        content.writeTo(new WholeChannel(channel));
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    sync(folder);
  }

  /**
   * A name beside a file for a half of it, or for what is needed for moments: nobody else on the
   * machine can foresee it, and put a link there, and a sweep knows it.
   */
  public static Path temporary(Path file) {
    return file.resolveSibling(
        file.getFileName() + "." + HexFormat.of().toHexDigits(RANDOM.nextLong()) + SUFFIX);
  }

  /** Deletes what killed writers left in a folder to which other processes may be writing. */
  public static void sweepAbandoned(Path folder) {
    sweep(folder, Instant.now().minus(ABANDONED));
  }

  /**
   * Deletes what writers that were killed left in a folder before a moment. What cannot be deleted
   * stays: it costs nothing but its space.
   */
  public static void sweep(Path folder, Instant before) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, DurableFile::isTemporary)) {
      for (Path file : files) {
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()
            && attributes.lastModifiedTime().toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Of no consequence, see above.
    }
  }

  private static boolean isTemporary(Path file) {
    return TEMPORARY.matcher(String.valueOf(file.getFileName())).matches();
  }

  /** Writes all of a buffer: a disk that becomes full takes a part of it without a word. */
  private record WholeChannel(FileChannel channel) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer from) throws IOException {
      int count = from.remaining();
      while (from.hasRemaining()) {
        channel.write(from);
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Makes what was renamed in a folder last. */
  public static void sync(Path folder) throws IOException {
    if (folder.getFileSystem() == FileSystems.getDefault()
        && !System.getProperty("os.name", "").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
