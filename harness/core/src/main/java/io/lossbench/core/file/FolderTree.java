package io.lossbench.core.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A folder with all that is in it. Links are part of it; what they lead to is not. */
public final class FolderTree {
  private FolderTree() {}

  /**
   * All that lies below a folder and the folder itself, what is inside before what it is in; empty
   * where nothing is.
   */
  public static List<Path> fromInside(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Deletes a folder with all that is in it; what is gone already is no fault. */
  public static void delete(Path folder) throws IOException {
    for (Path file : fromInside(folder)) {
      Files.deleteIfExists(file);
    }
  }
}
