package io.lossbench.core.suite;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** What is wrong with a JSON text, in one line and without the parser's talk of itself. */
public final class JsonFault {
  /** As in {@code (start marker at [Source: REDACTED (`...` disabled); byte offset: #UNKNOWN])}. */
  private static final String SOURCE = " ?\\([^()]*\\[Source:[^\\]]*\\]\\)| ?\\[Source:[^\\]]*\\]";

  private JsonFault() {}

  /** The fault, with line and column where the parser knows them. */
  public static String of(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage()).strip();
    // Later lines hold hints for programmers of the parser's API.
    String first = message.lines().findFirst().orElse("").replaceAll(SOURCE, "").strip();
    TokenStreamLocation place = e.getLocation();
    return place == null || place.getLineNr() < 1
        ? first
        : first + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
  }
}
