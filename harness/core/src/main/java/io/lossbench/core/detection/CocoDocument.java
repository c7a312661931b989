package io.lossbench.core.detection;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.TextFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/** A JSON file of COCO's kind while it is read as a stream. Not thread-safe. */
final class CocoDocument {
  private final Path file;
  private final FaultListener listener;
  private int faults;

  CocoDocument(Path file, FaultListener listener) {
    this.file = file;
    this.listener = listener;
  }

  /** Reads one value of an object; the parser stands on it, and on its end afterwards. */
  interface Field {
    void read(String key, JsonParser parser);
  }

  /**
   * Reads the file from its first token on.
   *
   * @param what the file is, for messages
   * @return whether it is JSON to its end
   * @throws HarnessException if it cannot be read
   */
  boolean read(String what, Consumer<JsonParser> content) {
    try (Reader in = TextFile.open(file, what);
        JsonParser parser = CocoJson.parser(in)) {
      return read(parser, content);
    } catch (IOException e) {
      throw new HarnessException("cannot read the " + what + " " + file, e);
    }
  }

  private boolean read(JsonParser parser, Consumer<JsonParser> content) {
    try {
      parser.nextToken();
      content.accept(parser);
      if (parser.nextToken() != null) {
        fault(parser, CocoJson.shown(parser) + " behind the end of the document");
      }
      return true;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
      fault(at, "not valid JSON: " + CocoJson.message(e));
      return false;
    }
  }

  /** What the parser stands on, or that there is nothing. */
  static String found(JsonParser parser) {
    return parser.currentToken() == null ? "nothing" : CocoJson.shown(parser);
  }

  /** Reads a list of objects; returns whether it is one. */
  boolean list(String what, JsonParser parser, Consumer<JsonParser> entry) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      fault(parser, what + " is " + CocoJson.shown(parser) + ", expected a list of objects");
      parser.skipChildren();
      return false;
    }
    boolean objects = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        entry.accept(parser);
      } else {
        objects = false;
        fault(
            parser,
            "an entry of " + what + " is " + CocoJson.shown(parser) + ", expected an object");
        parser.skipChildren();
      }
    }
    return objects;
  }

  static void fields(JsonParser parser, Field field) {
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      parser.nextToken();
      field.read(key, parser);
    }
  }

  @Nullable CocoId id(JsonParser parser, String key) {
    Optional<CocoId> id = CocoId.at(parser);
    if (id.isEmpty()) {
      fault(parser, key + " is " + CocoJson.shown(parser) + ", expected a whole number or a text");
      parser.skipChildren();
    }
    return id.orElse(null);
  }

  boolean flag(JsonParser parser, String key) {
    Optional<Boolean> flag =
        switch (parser.currentToken()) {
          case VALUE_TRUE -> Optional.of(true);
          case VALUE_FALSE, VALUE_NULL -> Optional.of(false);
          case VALUE_STRING -> Flag.of(parser.getString());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
            double number = parser.getDoubleValue();
            yield number == 0 || number == 1 ? Optional.of(number == 1) : Optional.empty();
          }
          default -> Optional.empty();
        };
    if (flag.isEmpty()) {
      fault(parser, key + " is " + CocoJson.shown(parser) + ", expected 1 or 0");
      parser.skipChildren();
    }
    return flag.orElse(false);
  }

  /** A finite number; null after a fault. */
  @Nullable Double number(JsonParser parser, String key) {
    if (parser.currentToken().isNumeric() && Double.isFinite(parser.getDoubleValue())) {
      return parser.getDoubleValue();
    }
    fault(parser, key + " is " + CocoJson.shown(parser) + ", expected a number");
    parser.skipChildren();
    return null;
  }

  /** The pixels of an image's side; null after a fault. */
  @Nullable Integer pixels(JsonParser parser, String key) {
    Double number = number(parser, key);
    if (number == null) {
      return null;
    }
    if (number >= 1 && number == Math.rint(number) && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    fault(parser, key + " is " + CocoJson.shown(parser) + ", expected a number of pixels");
    return null;
  }

  /** A box as x, y, width and height; null after a fault. */
  @Nullable Box box(JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      fault(parser, "bbox is " + CocoJson.shown(parser) + ", expected [x, y, width, height]");
      parser.skipChildren();
      return null;
    }
    double[] numbers = new double[4];
    int count = 0;
    int before = faults;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Double number = number(parser, "a number of bbox");
      if (number != null && !Box.isInReach(number)) {
        fault(
            parser,
            "a number of bbox is " + CocoJson.shown(parser) + ", more pixels than an image has");
      }
      if (count < numbers.length && number != null) {
        numbers[count] = number;
      }
      count++;
    }
    if (faults > before) {
      return null;
    }
    if (count != numbers.length) {
      fault(at, "bbox has " + count + " numbers, expected [x, y, width, height]");
      return null;
    }
    if (numbers[2] < 0 || numbers[3] < 0) {
      fault(
          at,
          "bbox has a negative "
              + (numbers[2] < 0 ? "width" : "height")
              + ", "
              + (numbers[2] < 0 ? numbers[2] : numbers[3])
              + "; expected [x, y, width, height]");
      return null;
    }
    return new Box(numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  /** The number of faults so far. */
  int faults() {
    return faults;
  }

  void fault(JsonParser parser, String message) {
    fault(parser.currentTokenLocation(), message);
  }

  void fault(TokenStreamLocation at, String message) {
    fault(at.getLineNr(), at.getColumnNr(), message);
  }

  /** Line and column are 0 where there is none. */
  void fault(long line, long column, String message) {
    faults++;
    listener.fault(file, line, column, message);
  }
}
