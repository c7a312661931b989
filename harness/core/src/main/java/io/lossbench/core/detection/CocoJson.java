package io.lossbench.core.detection;

import java.io.Reader;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * JSON as the tools for COCO's annotations write it, and its faults in words for those who use
 * them.
 */
public final class CocoJson {
  // Python writes NaN and Infinity into fields that nobody looks at here, such as areas.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private CocoJson() {}

  public static JsonParser parser(Reader in) {
    return JSON.createParser(ObjectReadContext.empty(), in);
  }

  /** A value as its file has it, or what it is. */
  public static String shown(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> '"' + shortened(parser.getString()) + '"';
      default -> shortened(parser.getString());
    };
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  /** Jackson's message in one line, without its advice to programmers. */
  public static String message(JacksonException e) {
    return String.valueOf(e.getOriginalMessage())
        .replaceAll("\\s*\\(start marker at \\[[^\\]]*\\]\\)", "")
        .replaceAll(": (was expecting|expected a valid value) \\(JSON String.*", "")
        .replaceAll("\\s*\\(not recognized as one since [^)]*\\)", "")
        .replaceAll("[:,]? [^:,`]*`[^`]*`[^)]*", "")
        .replace("Duplicate Object property", "an object has twice the key")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
