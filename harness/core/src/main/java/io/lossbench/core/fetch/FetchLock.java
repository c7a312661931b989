package io.lossbench.core.fetch;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to bring one file and what it unpacks to: a second process, or thread, is refused. The
 * lock file {@code .FILE.lock} goes with the lock; one that a killed process left is taken over.
 */
final class FetchLock implements AutoCloseable {
  /** A process has the system's lock once, and would lose it by trying again. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileLock lock;

  private FetchLock(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes the lock of {@code file}, whose folder exists.
   *
   * @throws HarnessException if it is held
   */
  static FetchLock of(Path file) {
    Path path = file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".lock");
    if (!HELD.add(path)) {
      throw held(file);
    }
    boolean locked = false;
    try {
      while (true) {
        FileLock lock = attempt(file, path);
        if (lock != null) {
          locked = true;
          return new FetchLock(path, lock);
        }
      }
    } catch (IOException e) {
      throw Disk.cannotWrite(path, e);
    } finally {
      if (!locked) {
        HELD.remove(path);
      }
    }
  }

  /** Null if the file that was locked had been deleted by the one who held it before. */
  private static @Nullable FileLock attempt(Path file, Path path) throws IOException {
    try {
      Files.createFile(path);
    } catch (FileAlreadyExistsException e) {
      // Somebody's who holds it, or who was killed.
    }
    FileChannel channel = null;
    try {
      Object before = key(path);
      channel = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw held(file);
      }
      if (Objects.equals(before, key(path))) {
        return lock;
      }
      channel.close();
    } catch (NoSuchFileException e) {
      if (channel != null) {
        channel.close();
      }
    }
    return null;
  }

  /** What tells two files of one name apart: their inodes. */
  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static HarnessException held(Path file) {
    return new HarnessException(
        "another lossbench is fetching " + file + "; wait until it is done, or stop it");
  }

  @Override
  public void close() {
    try {
      try {
        // Deleted while it is held: who waits for it sees that and makes a new one.
        Files.deleteIfExists(path);
      } finally {
        lock.acquiredBy().close();
      }
    } catch (IOException e) {
      throw Disk.cannotWrite(path, e);
    } finally {
      HELD.remove(path);
    }
  }
}
