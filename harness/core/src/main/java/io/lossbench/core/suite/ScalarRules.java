package io.lossbench.core.suite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
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

  static Verdict judge(ScalarNode scalar, ValueType type) {
    String text = scalar.getValue();
    boolean whole = scalar.getTag().equals(Tag.INT);
    if (type instanceof ValueType.IntegerType integer) {
      Optional<BigInteger> value = whole ? CoreScalars.whole(text) : Optional.empty();
      return value.isPresent() ? integer(value.get(), integer) : mismatch(scalar, type);
    } else if (type instanceof ValueType.NumberType number) {
      Optional<Double> value =
          whole || scalar.getTag().equals(Tag.FLOAT) ? CoreScalars.number(text) : Optional.empty();
      return value.isPresent() ? number(text, value.get(), number) : mismatch(scalar, type);
    } else if (type instanceof ValueType.BooleanType) {
      return scalar.getTag().equals(Tag.BOOL) && CoreScalars.isBoolean(text)
          ? Verdict.ok(Boolean.valueOf(text))
          : mismatch(scalar, type);
    } else if (type instanceof ValueType.ChoiceType choice) {
      // 'none' and 'null' look alike to YAML; the word counts, not its tag.
      return choice.of().contains(text) ? Verdict.ok(text) : mismatch(scalar, type);
    } else if (scalar.getTag().equals(Tag.NULL)) {
      return mismatch(scalar, type);
    } else if (type instanceof ValueType.ScalarType) {
      return Verdict.ok(plain(scalar));
    } else if (type instanceof ValueType.NameType && !Suite.isName(text)) {
      return Verdict.fault(
          Diagnostic.quoted(text) + " is not a name",
          "use a-z, A-Z, 0-9, '.', '_' and '-', a letter or digit first, at most 100 of them");
    } else if (text.indexOf('\0') >= 0) {
      return Verdict.fault("a text cannot hold the character NUL", "");
    }
    return Verdict.ok(text);
  }

  /** What stands there, as far as it can be told before its type is known. */
  static Object plain(ScalarNode scalar) {
    String text = scalar.getValue();
    if (scalar.getTag().equals(Tag.INT)) {
      Optional<BigInteger> whole = CoreScalars.whole(text);
      return whole.isPresent() && whole.get().bitLength() < Long.SIZE
          ? (Object) whole.get().longValue()
          : text;
    } else if (scalar.getTag().equals(Tag.FLOAT)) {
      Optional<Double> number = CoreScalars.number(text).filter(Double::isFinite);
      return number.isPresent() ? (Object) number.get() : text;
    }
    return scalar.getTag().equals(Tag.BOOL) ? (Object) Boolean.valueOf(text) : text;
  }

  private static Verdict mismatch(ScalarNode scalar, ValueType type) {
    boolean nothing = scalar.getTag().equals(Tag.NULL);
    return Verdict.fault(
        "expected "
            + expected(type)
            + ", found "
            + (nothing ? "nothing" : Diagnostic.quoted(scalar.getValue())),
        nothing && !(type instanceof ValueType.BooleanType) ? "" : hint(scalar, type));
  }

  /** How the value is written that was probably meant. */
  private static String hint(ScalarNode scalar, ValueType type) {
    String text = scalar.getValue();
    if (type instanceof ValueType.BooleanType) {
      return "write true or false";
    } else if (type instanceof ValueType.ChoiceType choice) {
      return Suggestion.of(text, choice.of());
    } else if (!(type instanceof ValueType.IntegerType || type instanceof ValueType.NumberType)) {
      return "";
    } else if (text.matches("[-+]?0[0-9]+")) {
      String digits = text.replaceFirst("^([-+]?)0+(?=[0-9])", "$1");
      return "some tools read a leading 0 as octal; write " + digits;
    } else if (!scalar.isPlain() && CoreScalars.isNumber(text)) {
      return "write it without quotes";
    } else if (text.matches("[-+]?[0-9][0-9_]*(\\.[0-9_]*)?") && text.contains("_")) {
      return "write " + text.replace("_", "");
    } else if (text.matches("[-+]?[0-9.]*,[0-9.,]*")) {
      return "write a point before decimals and nothing between thousands";
    } else if (type instanceof ValueType.NumberType && text.matches("[0-9.]+ *%")) {
      return "write a share, such as 0.5 for 50 %";
    } else if (text.codePoints().anyMatch(c -> c > 127 && Character.isDigit(c))) {
      return "write it with the digits 0 to 9";
    }
    Optional<Double> number =
        scalar.getTag().equals(Tag.FLOAT) ? CoreScalars.number(text) : Optional.empty();
    return number.filter(n -> Double.isFinite(n) && n != 0 && n == Math.rint(n)).isPresent()
        ? "write " + new BigDecimal(number.get()).toBigInteger()
        : "";
  }

  private static Verdict integer(BigInteger value, ValueType.IntegerType type) {
    boolean within = value.bitLength() < Long.SIZE && type.contains(value.longValue());
    return within ? Verdict.ok(value.longValue()) : outOfRange(value.toString(), type);
  }

  private static Verdict number(String text, double value, ValueType.NumberType type) {
    boolean within =
        Double.isFinite(value)
            && (type.min() == null || value >= type.min())
            && (type.max() == null || value <= type.max())
            && (type.above() == null || value > type.above())
            && (type.below() == null || value < type.below());
    return within ? Verdict.ok(value) : outOfRange(text, type);
  }

  private static Verdict outOfRange(String text, ValueType type) {
    String range = range(type);
    return Verdict.fault(
        Diagnostic.shortened(text) + " is out of range",
        range.isEmpty() ? "" : "allowed: " + range);
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
    } else if (type instanceof ValueType.ScalarType) {
      return "a value";
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
      String bounds = bounds(number(integer.min()), number(integer.max()), "", "");
      return integer.multipleOf() == null
          ? bounds
          : "multiples of " + integer.multipleOf() + (bounds.isEmpty() ? "" : ", " + bounds);
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
