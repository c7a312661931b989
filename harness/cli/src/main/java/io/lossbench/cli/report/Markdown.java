package io.lossbench.cli.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text from anywhere as Markdown that shows it and means nothing else. */
final class Markdown {
  private static final Pattern BACKTICKS = Pattern.compile("`+");

  private Markdown() {}

  /** A text that starts no markup, neither ends its table cell nor its line. */
  static String text(String content) {
    String line = content.replaceAll("\\R", " ").strip();
    String escaped =
        line.replace("\\", "\\\\")
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace("|", "\\|")
            .replace("*", "\\*")
            .replace("_", "\\_")
            .replace("`", "\\`")
            .replace("[", "\\[")
            .replace("~", "\\~");
    // What makes a heading, a list or a quotation where a line starts with it.
    return escaped
        .replaceFirst("^([-+=#>])(?![0-9])", "\\\\$1")
        .replaceFirst("^([0-9]{1,9})([.)])(?=\\s|$)", "$1\\\\$2");
  }

  /** Code within a line of text. */
  static String code(String content) {
    String line = content.replaceAll("\\R", " ");
    String fence = "`".repeat(longestRun(line) + 1);
    String space = line.startsWith("`") || line.endsWith("`") ? " " : "";
    return fence + space + line + space + fence;
  }

  /** Code in a table, where a pipe would end the cell. */
  static String codeCell(String content) {
    return content.isEmpty()
        ? ""
        : content.matches("[^`|\\\\\\r\\n]*")
            ? code(content)
            : "<code>" + text(content).replace("\\|", "&#124;") + "</code>";
  }

  /** A block of code in a fence that is longer than any in it. */
  static String block(String language, String content) {
    String fence = "`".repeat(Math.max(3, longestRun(content) + 1));
    String end = content.endsWith("\n") ? "" : "\n";
    return fence + language + "\n" + content + end + fence + "\n";
  }

  private static int longestRun(String content) {
    int longest = 0;
    Matcher runs = BACKTICKS.matcher(content);
    while (runs.find()) {
      longest = Math.max(longest, runs.end() - runs.start());
    }
    return longest;
  }
}
