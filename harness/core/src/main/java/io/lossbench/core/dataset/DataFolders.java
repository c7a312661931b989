package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The places where the files of one dataset are looked for.
 *
 * @param dataset its name
 * @param roots data folders, in the order in which they are looked at
 * @param cache folder for what can be made again, such as indices of large tables; empty for none
 * @param layout the files that its format expects, for messages
 */
public record DataFolders(
    String dataset, List<Path> roots, Optional<Path> cache, List<String> layout) {
  public DataFolders {
    roots = List.copyOf(roots);
    layout = List.copyOf(layout);
  }

  /**
   * The first folder that holds {@code file}: of each root the declared folder, that within one of
   * the dataset's name, one of the dataset's name, or the root itself.
   *
   * @param declared the folder that the format's settings name; {@code .} for none
   * @throws HarnessException if there is none, with where it was looked for and what is expected
   */
  public Path folderWith(String declared, String file) {
    for (Path root : roots) {
      for (Path candidate :
          List.of(
              root.resolve(declared),
              root.resolve(dataset).resolve(declared),
              root.resolve(dataset),
              root)) {
        if (Files.exists(candidate.resolve(file))) {
          return candidate.toAbsolutePath().normalize();
        }
      }
    }
    throw missing(below(declared, file));
  }

  /** The refusal of a dataset whose file {@code what} is in none of the roots. */
  public HarnessException missing(String what) {
    StringBuilder text =
        new StringBuilder("dataset '" + dataset + "' is missing: " + what + " was not found in\n");
    for (Path root : roots) {
      text.append("  ").append(root.toAbsolutePath().normalize());
      text.append(Files.isDirectory(root) ? "\n" : "  (there is no such folder)\n");
    }
    text.append("It should look like this:\n");
    for (String line : layout) {
      text.append(line.startsWith("/") ? "  " : "  DIR/").append(line).append('\n');
    }
    return new HarnessException(
        text + "Say where it lies with --data DIR or the variable LOSSBENCH_DATA.");
  }

  /** A file below a folder as a person is told; the folder {@code .} goes without saying. */
  public static String below(String folder, String file) {
    return folder.equals(".") ? file : folder + "/" + file;
  }
}
