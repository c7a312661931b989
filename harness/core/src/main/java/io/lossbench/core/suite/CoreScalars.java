package io.lossbench.core.suite;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * The plain scalars of YAML 1.2's core schema (section 10.3.2): {@code true}, {@code ~}, {@code
 * +1}, {@code 0x1F}, {@code .004}.
 *
 * <p>Immutable and thread-safe.
 */
final class CoreScalars implements Schema, ScalarResolver {
  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern FINITE =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  @Override
  public Tag resolve(String text, Boolean plain) {
    if (!plain) {
      return Tag.STR;
    } else if (NULL.matcher(text).matches()) {
      return Tag.NULL;
    } else if (BOOLEAN.matcher(text).matches()) {
      return Tag.BOOL;
    } else if (WHOLE.matcher(text).matches()) {
      return Tag.INT;
    }
    return isNumber(text) ? Tag.FLOAT : Tag.STR;
  }

  @Override
  public ScalarResolver getScalarResolver() {
    return this;
  }

  @Override
  public Map<Tag, ConstructNode> getSchemaTagConstructors() {
    return Map.of();
  }

  static boolean isBoolean(String text) {
    return BOOLEAN.matcher(text).matches();
  }

  static boolean isNumber(String text) {
    return WHOLE.matcher(text).matches()
        || FINITE.matcher(text).matches()
        || NOT_FINITE.matcher(text).matches();
  }

  /**
   * The whole number that all tools read; empty for what is none, and for {@code 010}, which is ten
   * to some and eight to others.
   */
  static Optional<BigInteger> whole(String text) {
    if (!WHOLE.matcher(text).matches() || text.matches("[-+]?0[0-9]+")) {
      return Optional.empty();
    }
    return Optional.of(
        text.startsWith("0o")
            ? new BigInteger(text.substring(2), 8)
            : text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text));
  }

  /** The number, zero without a sign; empty for what is none. Infinite beyond double's range. */
  static Optional<Double> number(String text) {
    if (WHOLE.matcher(text).matches()) {
      return whole(text).map(BigInteger::doubleValue);
    } else if (FINITE.matcher(text).matches()) {
      return Optional.of(Double.parseDouble(text) + 0.0);
    } else if (NOT_FINITE.matcher(text).matches()) {
      return Optional.of(
          text.startsWith(".n") || text.startsWith(".N")
              ? Double.NaN
              : text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return Optional.empty();
  }
}
