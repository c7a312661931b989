package io.lossbench.core.suite;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.TextFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a suite or descriptor on disk. */
final class SuiteText {
  private SuiteText() {}

  /**
   * The text of a document; what it cannot be is looked at before it is opened.
   *
   * @throws SuiteException if it is no text that a suite can be
   * @throws HarnessException if it cannot be read
   */
  static String of(Path file) {
    if (!Files.exists(file)) {
      throw refused(file, "no such file", nearby(file));
    } else if (Files.isDirectory(file)) {
      throw refused(file, "is a folder", "name the suite's YAML file");
    } else if (!Files.isRegularFile(file)) {
      throw refused(file, "is a pipe or a device", "write the suite to a file");
    }
    StringBuilder text = new StringBuilder();
    try (Reader in = TextFile.open(file, "text")) {
      char[] piece = new char[1 << 13];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        text.append(piece, 0, count);
        if (text.length() > Composition.MAX_CHARACTERS) {
          throw refused(file, "is larger than " + Composition.MAX_CHARACTERS + " characters", "");
        }
      }
      return text.toString();
    } catch (HarnessException e) {
      throw located(file, e);
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  private static SuiteException refused(Path file, String message, String suggestion) {
    return new SuiteException(
        List.of(new Diagnostic(file.toString(), 0, 0, message, suggestion, "")));
  }

  /** What the author of a document did wrong is no fault of the environment. */
  private static RuntimeException located(Path file, HarnessException e) {
    Matcher place =
        Pattern.compile(Pattern.quote(file.toString()) + ":(\\d+):(\\d+): (.*)", Pattern.DOTALL)
            .matcher(String.valueOf(e.getMessage()));
    return place.matches()
        ? new SuiteException(
            List.of(
                new Diagnostic(
                    file.toString(),
                    Integer.parseInt(place.group(1)),
                    Integer.parseInt(place.group(2)),
                    place.group(3),
                    "",
                    "")))
        : e;
  }

  private static String nearby(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return "";
    }
    try (var files = Files.list(folder)) {
      List<String> names =
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> f.endsWith(".yaml"))
              .sorted()
              .toList();
      return Suggestion.of(String.valueOf(file.getFileName()), names);
    } catch (IOException e) {
      return "";
    }
  }
}
