package io.lossbench.core.suite;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the parser's complaints mean to the author of a suite. */
final class YamlAdvice {
  private static final Map<String, String> BY_PROBLEM = new LinkedHashMap<>();

  static {
    BY_PROBLEM.put("(TAB)", "indent with spaces");
    BY_PROBLEM.put(
        "mapping values are not allowed here",
        "write 'key: value' with a space after the colon, and a text that holds one in quotes");
    BY_PROBLEM.put("could not find expected ':'", "write 'key: value'");
    BY_PROBLEM.put("<block mapping start>", "indent the entries of one level alike");
    BY_PROBLEM.put("<block end>", "indent the entries of one level alike");
    BY_PROBLEM.put("expected ',' or '}'", "a comma or a closing brace is missing before it");
    BY_PROBLEM.put("expected ',' or ']'", "a comma or a closing bracket is missing before it");
    BY_PROBLEM.put("unexpected end of stream", "a closing quote is missing");
    BY_PROBLEM.put("undefined alias", "an anchor &name must stand before its alias *name");
    BY_PROBLEM.put("cannot start any token", "put a text that starts with it in quotes");
    BY_PROBLEM.put("unknown escape", "write a backslash as \\\\, or use single quotes");
    BY_PROBLEM.put("another document", "a file holds one suite; remove the line '---'");
  }

  private YamlAdvice() {}

  /** The complaint as a sentence about the file. */
  static String said(String problem) {
    String told =
        problem
            .replaceFirst("\\.? \\(Do not use .* for indentation\\)", "")
            .replaceFirst("^but found another document", "it holds a second document");
    return "is not valid YAML: " + Diagnostic.shortened(told);
  }

  /** What to do; empty where that is anyone's guess. */
  static String of(String problem) {
    return BY_PROBLEM.entrySet().stream()
        .filter(entry -> problem.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
