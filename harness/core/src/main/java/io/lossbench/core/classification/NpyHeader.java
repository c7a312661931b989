package io.lossbench.core.classification;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the header of a {@code .npy} file says of its array: the literal of a Python dictionary.
 *
 * @param descr NumPy's description of the type, such as {@code <f4}
 * @param byColumn whether the numbers of a column lie together (Fortran order)
 */
record NpyHeader(String descr, boolean byColumn, List<Long> shape) {
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

  /** Python 2 wrote an L behind long whole numbers. */
  private static final String WHOLE = "\\d{1,18}[lL]?";

  private static final Pattern SHAPE =
      Pattern.compile(
          "\\((?:\\s*"
              + WHOLE
              + "\\s*(?:,\\s*"
              + WHOLE
              + "\\s*)+,?|\\s*"
              + WHOLE
              + "\\s*,)?\\s*\\)");

  private static final Pattern QUOTED = Pattern.compile("[bBuU]?(['\"])([^'\"\\\\]*)\\1");

  /** What a type is called: by name, or by the letter of its kind and its bytes. */
  private static final Map<String, NumberType> TYPES = types();

  private static Map<String, NumberType> types() {
    Map<String, NumberType> types = new HashMap<>(Map.of("?", NumberType.BOOL));
    for (NumberType type : NumberType.values()) {
      types.put(type.words(), type);
      types.put(type.words().substring(0, 1) + type.bytes(), type);
    }
    return Map.copyOf(types);
  }

  NpyHeader {
    shape = List.copyOf(shape);
  }

  /** The type of the numbers; empty if they are none that scores or labels can be. */
  Optional<NumberType> type() {
    return Optional.ofNullable(TYPES.get(withoutOrder()));
  }

  /** The order of a number's bytes; the machine's own where the header does not say. */
  ByteOrder order() {
    return descr.startsWith("<")
        ? ByteOrder.LITTLE_ENDIAN
        : descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.nativeOrder();
  }

  private String withoutOrder() {
    return descr.matches("[<>=|].*") ? descr.substring(1) : descr;
  }

  /** What to do about a type that is not read. */
  String advice() {
    String type = withoutOrder();
    return switch (type.isEmpty() ? ' ' : type.charAt(0)) {
      case 'O' ->
          "it holds Python objects; save numbers: numpy.save(FILE, array.astype('float32')), of a"
              + " sparse matrix array.toarray()";
      case 'V' ->
          "NumPy has no numbers of this type (bfloat16 is saved so); save them with"
              + " astype('float32')";
      case 'c' -> "its numbers are complex; save their real part";
      case 'U', 'S', 'a' -> "it holds text; save numbers: array.astype('float32')";
      case '[' -> "it holds records of several fields; save one of them: array['NAME']";
      default -> "save scores with astype('float32'), labels with astype('int8')";
    };
  }

  /** The shape as NumPy writes it. */
  String shapeText() {
    List<String> sizes = shape.stream().map(String::valueOf).toList();
    return "(" + String.join(", ", sizes) + (sizes.size() == 1 ? ",)" : ")");
  }

  /** Reads the dictionary; empty if it is not that of an array. */
  static Optional<NpyHeader> parse(String text) {
    String trimmed = text.strip();
    if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) {
      return Optional.empty();
    }
    Map<String, String> entries = new HashMap<>();
    String rest = trimmed.substring(1, trimmed.length() - 1).strip();
    while (!rest.isEmpty()) {
      int colon = end(rest, ':');
      int comma = end(rest, ',');
      if (colon >= comma) {
        return Optional.empty();
      }
      String key = unquoted(rest.substring(0, colon).strip()).orElse("");
      if (entries.put(key, rest.substring(colon + 1, comma).strip()) != null) {
        return Optional.empty();
      }
      rest = rest.substring(Math.min(rest.length(), comma + 1)).strip();
    }
    return entries.keySet().equals(KEYS) ? of(entries) : Optional.empty();
  }

  private static Optional<NpyHeader> of(Map<String, String> entries) {
    String descr = entries.getOrDefault("descr", "");
    String order = entries.getOrDefault("fortran_order", "");
    String shape = entries.getOrDefault("shape", "");
    Optional<String> type = descr.startsWith("[") ? Optional.of(descr) : unquoted(descr);
    if (type.isEmpty() || !order.matches("True|False") || !SHAPE.matcher(shape).matches()) {
      return Optional.empty();
    }
    List<Long> sizes =
        Arrays.stream(shape.split("[^0-9]+"))
            .filter(size -> !size.isEmpty())
            .map(Long::valueOf)
            .toList();
    return Optional.of(new NpyHeader(type.get(), order.equals("True"), sizes));
  }

  private static Optional<String> unquoted(String text) {
    Matcher quoted = QUOTED.matcher(text);
    return quoted.matches() ? Optional.of(quoted.group(2)) : Optional.empty();
  }

  /** Where a sign first stands outside of quotes and brackets; the length if nowhere. */
  private static int end(String text, char sign) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (")]}".indexOf(c) >= 0) {
        depth--;
      } else if (c == sign && depth == 0) {
        return i;
      }
    }
    return text.length();
  }
}
