package io.lossbench.core.dataset.format;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The folder that the image names of annotations start from. Names are relative and stay below it,
 * so that whoever wrote the annotations cannot have other files read.
 */
public final class ImageRoot {
  private final Path folder;

  /** Names start from {@code folder}. */
  public ImageRoot(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  Path folder() {
    return folder;
  }

  /** The file of a name, or empty after {@code fault} has heard why there is none. */
  public Optional<Path> file(String name, Consumer<String> fault) {
    if (name.isBlank()) {
      fault.accept("an image without a name");
      return Optional.empty();
    }
    if (name.indexOf('\0') >= 0) {
      fault.accept("the image name '" + name.replace("\0", "\\0") + "' has a NUL character in it");
      return Optional.empty();
    }
    if (name.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) {
      fault.accept("'" + name + "' is an address; images are files below " + folder);
      return Optional.empty();
    }
    Path file;
    try {
      Path relative = Path.of(name);
      file = folder.resolve(relative).normalize();
      if (relative.isAbsolute()) {
        fault.accept(
            "'"
                + name
                + "' is an absolute path; write it relative to the image folder "
                + folder
                + (file.startsWith(folder) ? ": " + folder.relativize(file) : ""));
        return Optional.empty();
      }
    } catch (InvalidPathException e) {
      fault.accept(
          "'"
              + name
              + "' cannot be a file name in the encoding of this locale ("
              + System.getProperty("sun.jnu.encoding")
              + "); set LC_ALL=C.UTF-8");
      return Optional.empty();
    }
    if (!file.startsWith(folder)) {
      fault.accept("'" + name + "' leaves the image folder " + folder);
      return Optional.empty();
    }
    if (file.equals(folder)) {
      fault.accept("'" + name + "' is the image folder itself");
      return Optional.empty();
    }
    if (name.indexOf('\\') >= 0 && !Files.exists(file)) {
      fault.accept("'" + name + "' has a back-slash in it; write / between folder and file");
      return Optional.empty();
    }
    return Optional.of(file);
  }
}
