package io.lossbench.core.suite;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Whether a scalar is of a type and within its range; nothing is coerced. */
final class ScalarRules {
  private ScalarRules() {}

  /** The value, or the fault with a suggestion. */
  record Verdict(@Nullable Object value, @Nullable String fault, String suggestion) {
    static Verdict ok(Object value) {
      return new Verdict(value, null, "");
    }

    static Verdict fault(String fault, String suggestion) {
      return new Verdict(null, fault, suggestion);
    }
  }

  static Verdict judge(ScalarNode scalar, ValueType type, Pattern name) {
    String text = scalar.getValue();
    boolean whole = scalar.getTag().equals(Tag.INT);
    String mismatch =
        "expected "
            + expected(type)
            + ", found "
            + (scalar.getTag().equals(Tag.NULL) ? "nothing" : "'" + text + "'");
    if (type instanceof ValueType.IntegerType integer) {
      return whole ? integer(text, integer) : Verdict.fault(mismatch, "");
    } else if (type instanceof ValueType.NumberType number) {
      return whole || scalar.getTag().equals(Tag.FLOAT)
          ? number(text, number)
          : Verdict.fault(mismatch, "");
    } else if (type instanceof ValueType.BooleanType) {
      return scalar.getTag().equals(Tag.BOOL)
          ? Verdict.ok(Boolean.valueOf(text))
          : Verdict.fault(mismatch, "write true or false");
    } else if (type instanceof ValueType.ChoiceType choice) {
      // 'none' and 'null' look alike to YAML; the word counts, not its tag.
      return choice.of().contains(text)
          ? Verdict.ok(text)
          : Verdict.fault(mismatch, Suggestion.of(text, choice.of()));
    } else if (scalar.getTag().equals(Tag.NULL)) {
      return Verdict.fault(mismatch, "");
    } else if (type instanceof ValueType.NameType && !name.matcher(text).matches()) {
      return Verdict.fault(
          "'" + text + "' is not a name",
          "use letters, digits, '.', '_' and '-', starting with a letter or digit");
    }
    return Verdict.ok(text);
  }

  private static Verdict integer(String text, ValueType.IntegerType type) {
    try {
      long value = Long.parseLong(text);
      boolean within =
          (type.min() == null || value >= type.min())
              && (type.max() == null || value <= type.max());
      return within
          ? Verdict.ok(value)
          : Verdict.fault(text + " is out of range", "allowed: " + range(type));
    } catch (NumberFormatException e) {
      return Verdict.fault(text + " is out of range", "allowed: " + range(type));
    }
  }

  private static Verdict number(String text, ValueType.NumberType type) {
    double value = Double.parseDouble(text.replace(".inf", "Infinity").replace(".nan", "NaN"));
    boolean within =
        Double.isFinite(value)
            && (type.min() == null || value >= type.min())
            && (type.max() == null || value <= type.max())
            && (type.above() == null || value > type.above())
            && (type.below() == null || value < type.below());
    return within
        ? Verdict.ok(value)
        : Verdict.fault(text + " is out of range", "allowed: " + range(type));
  }

  /** What a value of the type looks like, for messages. */
  static String expected(ValueType type) {
    if (type instanceof ValueType.IntegerType) {
      return "a whole number";
    } else if (type instanceof ValueType.NumberType) {
      return "a number";
    } else if (type instanceof ValueType.BooleanType) {
      return "true or false";
    } else if (type instanceof ValueType.ChoiceType choice) {
      return "one of " + String.join(", ", choice.of());
    } else if (type instanceof ValueType.NameType) {
      return "a name";
    } else if (type instanceof ValueType.TextType) {
      return "a text";
    } else if (type instanceof ValueType.ListType) {
      return "a list";
    }
    return "settings";
  }

  /** The allowed range in words, empty for types without one. */
  static String range(ValueType type) {
    if (type instanceof ValueType.IntegerType integer) {
      return bounds(number(integer.min()), number(integer.max()), "", "");
    } else if (type instanceof ValueType.NumberType n) {
      return bounds(number(n.min()), number(n.max()), number(n.above()), number(n.below()));
    } else if (type instanceof ValueType.ChoiceType choice) {
      return String.join(" | ", choice.of());
    }
    return "";
  }

  private static String bounds(String min, String max, String above, String below) {
    String low = !min.isEmpty() ? "at least " + min : !above.isEmpty() ? "above " + above : "";
    String high = !max.isEmpty() ? "at most " + max : !below.isEmpty() ? "below " + below : "";
    return low.isEmpty() || high.isEmpty() ? low + high : low + ", " + high;
  }

  private static String number(@Nullable Number value) {
    if (value == null) {
      return "";
    }
    double number = value.doubleValue();
    return number == Math.rint(number) ? String.valueOf(value.longValue()) : String.valueOf(number);
  }
}
