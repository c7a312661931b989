package io.lossbench.core.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a part is the beginning of, kept beside it as {@code FILE.part.origin}: the rest is taken of
 * the same content only.
 *
 * @param etag the server's name for the content, or empty
 * @param modified its time of change as the server writes it, or empty
 * @param length of the whole, or -1
 */
record PartOrigin(String url, String etag, String modified, long length) {
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18}|\\*)");

  static Path beside(Path part) {
    return part.resolveSibling(part.getFileName() + ".origin");
  }

  static PartOrigin of(URI url, HttpResponse<?> whole) {
    return new PartOrigin(
        url.toString(),
        header(whole, "ETag"),
        header(whole, "Last-Modified"),
        whole.headers().firstValueAsLong("Content-Length").orElse(-1));
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).map(String::strip).orElse("");
  }

  /** The origin of a part; empty if none was kept, or none that can be understood. */
  static Optional<PartOrigin> read(Path part) {
    try {
      List<String> lines = Files.readAllLines(beside(part));
      return lines.size() == 4
          ? Optional.of(
              new PartOrigin(
                  lines.get(0), lines.get(1), lines.get(2), Long.parseLong(lines.get(3))))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  void write(Path part) throws IOException {
    Files.write(
        beside(part),
        List.of(url, etag, modified, Long.toString(length)),
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  /** The value of {@code If-Range}; empty if the server gave nothing that names content exactly. */
  Optional<String> condition() {
    return !etag.isEmpty() && !etag.startsWith("W/")
        ? Optional.of(etag)
        : Optional.of(modified).filter(time -> !time.isEmpty());
  }

  /** Whether a partial answer is the rest of this content, from {@code position}. */
  boolean goesOnIn(HttpResponse<?> response, long position) {
    Matcher range = RANGE.matcher(header(response, "Content-Range"));
    if (!range.matches() || Long.parseLong(range.group(1)) != position) {
      return false;
    }
    boolean sameLength =
        length < 0 || range.group(2).equals("*") || Long.parseLong(range.group(2)) == length;
    String time = header(response, "Last-Modified");
    // An answer of 206 repeats the ETag (RFC 9110, 15.3.7); it may leave the time out.
    return sameLength
        && header(response, "ETag").equals(etag)
        && (time.isEmpty() || time.equals(modified));
  }

  /** The length that an answer announces for the whole content; -1 if it does not. */
  static long announced(HttpResponse<?> response) {
    Matcher range = RANGE.matcher(header(response, "Content-Range"));
    if (response.statusCode() != 206) {
      return response.headers().firstValueAsLong("Content-Length").orElse(-1);
    }
    return range.matches() && !range.group(2).equals("*") ? Long.parseLong(range.group(2)) : -1;
  }
}
