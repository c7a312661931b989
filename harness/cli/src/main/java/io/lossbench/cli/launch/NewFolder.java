package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.FolderTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A folder that is there whole or not at all: it is filled under another name and renamed. What a
 * killed process left of one is deleted by the next after an hour.
 */
public final class NewFolder implements AutoCloseable {
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path target;
  private final Path filled;

  /**
   * Begins a folder.
   *
   * @throws HarnessException if there is something under its name already
   */
  public NewFolder(Path target) {
    this.target = target.toAbsolutePath().normalize();
    if (Files.exists(this.target, LinkOption.NOFOLLOW_LINKS)) {
      throw new HarnessException(
          this.target + " is there already; remove it, or write to another folder");
    }
    this.filled = DurableFile.temporary(this.target);
    try {
      sweep();
      Files.createDirectories(filled);
    } catch (IOException e) {
      throw new HarnessException("cannot write to " + filled.getParent(), e);
    }
  }

  /** The folder to be filled. */
  public Path path() {
    return filled;
  }

  /** Gives the filled folder its name. */
  public void commit() throws IOException {
    DurableFile.sync(filled);
    Files.move(filled, target, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.sync(Objects.requireNonNull(target.getParent()));
  }

  private void sweep() throws IOException {
    Path folder = Objects.requireNonNull(target.getParent());
    if (!Files.isDirectory(folder)) {
      return;
    }
    String half = Pattern.quote(target.getFileName() + ".") + "[0-9a-f]{16}\\.tmp";
    try (DirectoryStream<Path> beside = Files.newDirectoryStream(folder)) {
      for (Path each : beside) {
        if (each.getFileName().toString().matches(half)
            && Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
                    .compareTo(FileTime.from(Instant.now().minus(ABANDONED)))
                < 0) {
          FolderTree.delete(each);
        }
      }
    }
  }

  /** Deletes what was not committed. */
  @Override
  public void close() {
    try {
      FolderTree.delete(filled);
    } catch (IOException e) {
      // It has a name by which the next one knows it.
    }
  }
}
