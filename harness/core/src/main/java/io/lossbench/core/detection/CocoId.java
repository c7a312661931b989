package io.lossbench.core.detection;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * The id of an image or a category in COCO's JSON: a whole number or a text. Ids are equal where
 * they are the same key for pycocotools: 1 and 1.0 are one id, 1 and "1" are two. Numbers come
 * before texts.
 *
 * @param number null for a text
 * @param text the number's digits, or the text
 */
public record CocoId(@Nullable BigInteger number, String text) implements Comparable<CocoId> {
  private static final Comparator<CocoId> ORDER =
      Comparator.comparing(
              CocoId::number, Comparator.nullsLast(Comparator.<BigInteger>naturalOrder()))
          .thenComparing(CocoId::text);

  public static CocoId of(BigInteger number) {
    return new CocoId(number, number.toString());
  }

  public static CocoId of(String text) {
    return new CocoId(null, text);
  }

  /** The id at the parser's present token, or empty where that is none. */
  public static Optional<CocoId> at(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> Optional.of(of(parser.getBigIntegerValue()));
      case VALUE_NUMBER_FLOAT -> whole(parser.getDoubleValue());
      case VALUE_STRING -> Optional.of(of(parser.getString()));
      default -> Optional.empty();
    };
  }

  private static Optional<CocoId> whole(double number) {
    return Double.isFinite(number) && number == Math.rint(number)
        ? Optional.of(of(new BigDecimal(number).toBigInteger()))
        : Optional.empty();
  }

  /** The id of the same letters but of the other kind, if there is one. */
  public Optional<CocoId> otherKind() {
    if (number != null) {
      return Optional.of(of(text));
    }
    return text.matches("-?[0-9]{1,1000}")
        ? Optional.of(of(new BigInteger(text)))
        : Optional.empty();
  }

  @Override
  public int compareTo(CocoId other) {
    return ORDER.compare(this, other);
  }

  /** The id as JSON writes it. */
  @Override
  public String toString() {
    return number != null ? text : '"' + text + '"';
  }
}
