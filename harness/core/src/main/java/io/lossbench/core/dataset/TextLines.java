package io.lossbench.core.dataset;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lists that come with a dataset, line by line. */
final class TextLines {
  private TextLines() {}

  /**
   * All lines of a file.
   *
   * @param what the file is, for the message
   * @throws HarnessException if it cannot be read
   */
  static List<String> of(Path file, String what) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new HarnessException("cannot read the " + what + " " + file, e);
    }
  }
}
