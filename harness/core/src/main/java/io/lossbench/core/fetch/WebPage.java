package io.lossbench.core.fetch;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A page in HTML where a file was asked for: how servers say "log in", "moved" or "not here". */
final class WebPage {
  private static final int START = 512;

  private WebPage() {}

  /** Its first words if {@code file} is one and is not named like one. */
  static Optional<String> in(Path file, String name) throws IOException {
    if (name.toLowerCase(Locale.ROOT).matches(".*\\.(html?|xml|svg)")) {
      return Optional.empty();
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(START);
    }
    String text = new String(start, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    return text.toLowerCase(Locale.ROOT)
            .matches("(?s)(<!--.*?-->\\s*)?<(!doctype html|html|head|body|\\?xml).*")
        ? Optional.of(text.replaceAll("[\\s\\p{Cntrl}]+", " "))
        : Optional.empty();
  }

  /** The refusal of such an answer. */
  static HarnessException refusal(Path file, String origin, String words) {
    return new HarnessException(
        file
            + " cannot be used: the server answered with a web page ("
            + words.substring(0, Math.min(60, words.length()))
            + " ...); open "
            + origin
            + " in a browser to see what it wants");
  }
}
