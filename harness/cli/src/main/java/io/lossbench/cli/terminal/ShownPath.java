package io.lossbench.cli.terminal;

import java.nio.file.Path;

/** Paths as the user would type them here. */
public final class ShownPath {
  private ShownPath() {}

  /** Relative to the current folder where it lies below that, else absolute. */
  public static String of(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }
}
