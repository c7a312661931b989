package io.lossbench.core.suite;

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
    if (line > 0) {
      String number = String.format(Locale.ROOT, "%5d", line);
      int before = Math.min(Math.max(column - 1, 0), lineText.length());
      text.append('\n').append(number).append(" | ").append(lineText);
      text.append('\n').append(" ".repeat(number.length())).append(" | ");
      text.append(lineText.substring(0, before).replaceAll("[^\t]", " ")).append('^');
    }
    return text.toString();
  }
}
