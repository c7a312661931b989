package io.lossbench.core.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** A guess at why an image is not where the annotations say. */
final class MissingImage {
  private MissingImage() {}

  /** The guess for the first image that is missing; empty if none is, or nothing looks like it. */
  static Optional<String> first(Listing listing) {
    return listing.parts().values().stream()
        .flatMap(part -> part.files().stream())
        .filter(Files::notExists)
        .findFirst()
        .flatMap(MissingImage::guess);
  }

  private static Optional<String> guess(Path file) {
    Path folder = Objects.requireNonNull(file.getParent());
    if (Files.notExists(folder)) {
      Path there = folder;
      while (Files.notExists(there)) {
        there = Objects.requireNonNull(there.getParent());
      }
      return Optional.of(
          "There is no folder "
              + folder
              + sibling(there, there.relativize(folder).getName(0))
                  .map(other -> "; there is " + other)
                  .orElse("")
              + ".");
    }
    return sibling(folder, file.getFileName()).map(other -> "There is " + other + ".");
  }

  /** What is called the same but for upper and lower case and the extension. */
  private static Optional<Path> sibling(Path folder, Path name) {
    try (var files = Files.list(folder)) {
      List<Path> alike =
          files.filter(file -> stem(file.getFileName()).equals(stem(name))).sorted().toList();
      return alike.stream().findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String stem(Path name) {
    return name.toString().toLowerCase(Locale.ROOT).replaceFirst("(?<=.)\\.[a-z]{2,4}$", "");
  }
}
