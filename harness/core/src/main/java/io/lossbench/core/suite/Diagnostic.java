package io.lossbench.core.suite;

import io.lossbench.core.file.PrintableText;
import java.util.Locale;
import java.util.Objects;

/**
 * One fault of a document, with its position (1-based line and column) and the text of the line it
 * stands in.
 *
 * @param source the file as the user named it, or the command-line option
 * @param suggestion what the user probably meant; empty if nothing is close
 */
public record Diagnostic(
    String source, int line, int column, String message, String suggestion, String lineText) {

  /** Characters shown on each side of a fault, and of a value in a message. */
  private static final int EXCERPT = 100;

  public Diagnostic {
    Objects.requireNonNull(message);
  }

  /** {@code file:line:column: message; suggestion}, then the line and a caret below the fault. */
  public String render() {
    StringBuilder text = new StringBuilder(source);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(": ").append(message);
    if (!suggestion.isEmpty()) {
      text.append("; ").append(suggestion);
    }
    if (line > 0 && !lineText.isBlank()) {
      int at = Math.min(Math.max(column - 1, 0), lineText.codePointCount(0, lineText.length()));
      int from = lineText.offsetByCodePoints(0, Math.max(at - EXCERPT, 0));
      int place = lineText.offsetByCodePoints(0, at);
      int to = Math.min(place + EXCERPT, lineText.length());
      String before = (from > 0 ? "... " : "") + PrintableText.of(lineText.substring(from, place));
      String after =
          PrintableText.of(lineText.substring(place, to)) + (to < lineText.length() ? " ..." : "");
      String number = String.format(Locale.ROOT, "%5d", line);
      text.append('\n').append(number).append(" | ").append(before).append(after);
      text.append('\n').append(" ".repeat(number.length())).append(" | ");
      text.append(before.replaceAll("[^\t]", " ")).append('^');
    }
    return text.toString();
  }

  /** What the user wrote, in quotes, as much of it as fits a message. */
  public static String quoted(String written) {
    return "'" + shortened(written) + "'";
  }

  static String shortened(String written) {
    String line = PrintableText.of(written).replace("\n", "\\n");
    return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT - 3) + "...";
  }
}
