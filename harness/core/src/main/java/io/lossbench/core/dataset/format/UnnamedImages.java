package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Images that lie beside those of a table, in the same folders, and that the table does not name.
 */
final class UnnamedImages {
  private UnnamedImages() {}

  /** Counts them as left out, for {@code reason}. */
  static void tell(Collection<Path> named, String reason, LabelledImages listing) {
    Set<Path> known = new HashSet<>(named);
    Set<Path> folders = new TreeSet<>();
    known.forEach(file -> folders.add(Objects.requireNonNull(file.getParent())));
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        for (Path file : images(folder)) {
          if (!known.contains(file)) {
            listing.leftOut(reason, file.getFileName().toString());
          }
        }
      }
    }
  }

  private static List<Path> images(Path folder) {
    try (var files = Files.list(folder)) {
      return files.filter(UnnamedImages::isImage).sorted().toList();
    } catch (IOException e) {
      throw new HarnessException("cannot list the image folder " + folder, e);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.matches(".+\\.(jpg|jpeg|png|bmp|gif|tif|tiff|webp)") && Files.isRegularFile(file);
  }
}
