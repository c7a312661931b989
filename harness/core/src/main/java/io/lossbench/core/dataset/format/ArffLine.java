package io.lossbench.core.dataset.format;

import java.util.ArrayList;
import java.util.List;

/** A line of an ARFF file, read from left to right. */
final class ArffLine {
  private final String text;
  private final long number;
  private int at;

  ArffLine(String text, long number) {
    this.text = text;
    this.number = number;
  }

  /** What is wrong with a line, and where. */
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int column;

    Fault(int column, String message) {
      super(message);
      this.column = column;
    }

    int column() {
      return column;
    }
  }

  long number() {
    return number;
  }

  Fault fault(String message) {
    return new Fault(at + 1, message);
  }

  Fault faultAtStart(String message) {
    at = 0;
    next();
    return fault(message);
  }

  /** Whether it is empty or a comment. */
  boolean isBlank() {
    return next() == 0 || next() == '%';
  }

  /** The next character that is no space; 0 at the end. */
  char next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  /** What comes up to a space or a sign of the grammar. */
  String word() {
    next();
    int from = at;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && ",{}%".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  /** A name: in quotes, or up to a space. */
  String name() {
    char first = next();
    if (first == '\'' || first == '"') {
      return quoted();
    }
    int from = at;
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      throw fault("a name is missing");
    }
    return text.substring(from, at);
  }

  private String quoted() {
    int from = at;
    char quote = text.charAt(at++);
    StringBuilder content = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      content.append(text.charAt(at++));
    }
    if (at == text.length()) {
      at = from;
      throw fault("a quote that is not closed");
    }
    at++;
    return content.toString();
  }

  /** A value as it is written: in quotes, or up to a sign of the grammar. */
  private String written() {
    char first = next();
    if (first == '\'' || first == '"') {
      return quoted();
    }
    return word();
  }

  /** {@code {a, b, c}}. */
  List<String> nominalValues() {
    List<String> values = new ArrayList<>();
    open('{');
    while (next() != '}') {
      int from = at;
      String value = written();
      if (value.isEmpty() || values.contains(value)) {
        at = from;
        throw fault(
            value.isEmpty()
                ? "a nominal value is missing"
                : "the nominal value '" + value + "' is there twice");
      }
      values.add(value);
      separatorOr('}');
    }
    close('}');
    if (values.isEmpty()) {
      throw fault("an attribute without a value");
    }
    return List.copyOf(values);
  }

  /** The value of an attribute: a number, the place of a nominal one, NaN for a missing one. */
  double value(ArffFile.Attribute attribute) {
    next();
    int from = at;
    boolean inQuotes = at < text.length() && "'\"".indexOf(text.charAt(at)) >= 0;
    String value = written();
    if (value.equals("?") && !inQuotes) {
      return Double.NaN;
    }
    if (attribute.isNominal()) {
      int place = attribute.values().indexOf(value);
      if (place < 0) {
        at = from;
        throw fault(
            (value.isEmpty() ? "no value" : "'" + value + "'")
                + " for the attribute '"
                + attribute.name()
                + "', expected one of "
                + shown(attribute.values()));
      }
      return place;
    }
    try {
      double parsed = Double.parseDouble(value);
      // Java takes what no file of numbers means: 1f, 0x1p3, NaN.
      if (Double.isFinite((float) parsed) && value.matches("[-+0-9.eE]+")) {
        return parsed;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    at = from;
    throw fault(
        (value.isEmpty() ? "no value" : "'" + value + "'")
            + " for the attribute '"
            + attribute.name()
            + "', expected a finite number");
  }

  private static String shown(List<String> values) {
    return String.join(", ", values.subList(0, Math.min(8, values.size())))
        + (values.size() > 8 ? ", ..." : "");
  }

  /** The number of an attribute in a sparse row. */
  int index(int attributes, int before) {
    next();
    int from = at;
    String word = word();
    if (!word.matches("\\d{1,9}") || Integer.parseInt(word) >= attributes) {
      at = from;
      throw fault("'" + word + "', expected the number of an attribute, 0 to " + (attributes - 1));
    }
    int index = Integer.parseInt(word);
    if (index <= before) {
      at = from;
      throw fault("the attributes of a sparse row do not rise: " + index + " behind " + before);
    }
    return index;
  }

  void open(char bracket) {
    next();
    at++;
    if (text.charAt(at - 1) != bracket) {
      at--;
      throw fault("expected '" + bracket + "'");
    }
  }

  void close(char bracket) {
    open(bracket);
  }

  /** A comma, unless the bracket follows. */
  void separatorOr(char bracket) {
    char next = next();
    if (next == ',') {
      at++;
    } else if (next != bracket) {
      throw fault(next == 0 ? "'" + bracket + "' is missing" : "expected a comma");
    }
  }

  /** The comma behind a value of a dense row. */
  void separator(int values, int attributes) {
    if (next() != ',') {
      throw fault(
          next() == 0
              ? values + " values, and there are " + attributes + " attributes"
              : "expected a comma");
    }
    at++;
  }

  void requireEndOfAttribute(String name) {
    char next = next();
    if (next != 0 && next != '%') {
      throw fault(
          next == '{'
              ? "an attribute with a weight; weights of attributes are not read"
              : "more than the name and the type of the attribute '" + name + "'");
    }
  }

  void requireEnd(int attributes) {
    char next = next();
    if (next != 0 && next != '%') {
      throw fault(
          next == ',' && text.substring(at).matches(",\\s*\\{.*")
              ? "a row with a weight; weights of rows are not read"
              : "more than the values of " + attributes + " attributes");
    }
  }
}
