package io.lossbench.torch.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Methods in TorchScript with places to be filled in, from a resource beside this class.
 *
 * <ul>
 *   <li>{@code ${name}} is a value; alone on its line it is statements, each indented like it
 *   <li>the lines from {@code #: for each NAME} to {@code #: end} are there once for each row of
 *       that name, whose own values they see; those from {@code #: if NAME} once or not at all
 *   <li>dtypes are values: {@code ${float32}}
 *   <li>comments and blank lines are left out
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class ScriptTemplate {
  private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");
  private static final Pattern BLOCK = Pattern.compile("#: (?:for each|if) (\\w+)");
  private static final String END = "#: end";

  private final String resource;
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, List<Map<String, Object>>> blocks = new HashMap<>();

  ScriptTemplate(String resource) {
    this.resource = resource;
    for (Dtype dtype : Dtype.values()) {
      values.put(dtype.name().toLowerCase(Locale.ROOT), dtype);
    }
  }

  ScriptTemplate with(String name, Object value) {
    values.put(name, value);
    return this;
  }

  /** Repeats the block of that name, once with the values of each row. */
  ScriptTemplate forEach(String name, List<Map<String, Object>> rows) {
    blocks.put(name, rows);
    return this;
  }

  /** Keeps the block of that name, or leaves it out. */
  ScriptTemplate when(String name, boolean kept) {
    return forEach(name, kept ? List.of(Map.of()) : List.of());
  }

  /**
   * The methods, not indented.
   *
   * @throws IllegalArgumentException if a place has no value, or a block no rows
   */
  String fill() {
    StringBuilder text = new StringBuilder();
    Iterator<String> lines = lines().iterator();
    while (lines.hasNext()) {
      String line = lines.next();
      Matcher block = BLOCK.matcher(line.strip());
      if (block.matches()) {
        List<String> repeated = new ArrayList<>();
        for (String next = lines.next(); !next.strip().equals(END); next = lines.next()) {
          repeated.add(next);
        }
        for (Map<String, Object> row : required(blocks, block.group(1))) {
          repeated.forEach(each -> append(each, row, text));
        }
      } else if (!line.isBlank() && !line.strip().startsWith("#")) {
        append(line, Map.of(), text);
      }
    }
    return text.toString();
  }

  private void append(String line, Map<String, Object> row, StringBuilder text) {
    String statements = line.strip();
    Matcher alone = PLACE.matcher(statements);
    if (alone.matches()) {
      String indent = line.substring(0, line.indexOf(statements));
      value(alone.group(1), row)
          .stripIndent()
          .lines()
          .forEach(statement -> text.append(indent).append(statement).append('\n'));
    } else {
      Matcher places = PLACE.matcher(line);
      text.append(places.replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), row))))
          .append('\n');
    }
  }

  private String value(String name, Map<String, Object> row) {
    return String.valueOf(row.containsKey(name) ? row.get(name) : required(values, name));
  }

  private <T> T required(Map<String, T> given, String name) {
    T found = given.get(name);
    if (found == null) {
      throw new IllegalArgumentException(resource + ": nothing is given for '" + name + "'");
    }
    return found;
  }

  private List<String> lines() {
    InputStream in = ScriptTemplate.class.getResourceAsStream(resource);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Objects.requireNonNull(in, resource), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
