package io.lossbench.core.fetch;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One file from the network. It grows under the name {@code FILE.part} and gets its own name once
 * size and hash are right; an interrupted download goes on from there. Not thread-safe.
 */
public final class Download {
  private static final int BUFFER = 1 << 16;

  private final Duration patience;
  private @Nullable HttpClient client;

  /**
   * @param patience how long to wait for an answer, and for more of it
   */
  public Download(Duration patience) {
    this.patience = patience;
  }

  /** Made when it is needed: a client has a thread, and a JVM that ends waits for that. */
  private HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NORMAL)
              .connectTimeout(patience)
              .build();
    }
    return client;
  }

  /**
   * What to fetch and how to tell that it is right.
   *
   * @param hash expected hash in hexadecimal: 64 digits of SHA-256, 32 of MD5, or empty
   */
  public record Source(URI url, OptionalLong bytes, String hash) {
    public Source {
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      if (!scheme.equals("https") && !scheme.equals("http")) {
        throw new HarnessException("cannot fetch " + url + ": only http and https");
      }
      if (!hash.isEmpty() && !hash.matches("[0-9a-f]{64}|[0-9a-f]{32}")) {
        throw new HarnessException("'" + hash + "' is neither SHA-256 nor MD5");
      }
    }
  }

  /**
   * Fetches {@code source} to {@code file}; does nothing if the file is there already and right.
   *
   * @param progress hears of the bytes that are there so far
   * @throws HarnessException if it cannot be had, or is not what was promised
   */
  public void fetch(Source source, Path file, LongConsumer progress) throws InterruptedException {
    try {
      if (Files.isRegularFile(file)) {
        require(source, file);
        return;
      }
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Path part = file.resolveSibling(file.getFileName() + ".part");
      transfer(source, part, progress);
      require(source, part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new HarnessException(
          "fetching "
              + source.url()
              + " was interrupted ("
              + e.getClass().getSimpleName()
              + "); the same command goes on where it stopped",
          e);
    }
  }

  private void transfer(Source source, Path part, LongConsumer progress)
      throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (source.bytes().isPresent() && have >= source.bytes().getAsLong()) {
      return;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(source.url()).timeout(patience);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response =
        client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      // 200 to a Range: the server cannot resume and starts again; 416: the part is complete.
      boolean resumed = response.statusCode() == 206 && startsAt(response, have);
      if (response.statusCode() == 416 && have > 0) {
        return;
      }
      if (response.statusCode() != 200 && !resumed) {
        throw new HarnessException(
            "cannot fetch " + source.url() + ": the server answers " + response.statusCode());
      }
      append(source, body, part, resumed ? have : 0, progress);
    }
  }

  private static boolean startsAt(HttpResponse<?> response, long position) {
    return response
        .headers()
        .firstValue("Content-Range")
        .map(range -> range.startsWith("bytes " + position + "-"))
        .orElse(false);
  }

  private void append(Source source, InputStream body, Path part, long from, LongConsumer progress)
      throws IOException {
    long limit = source.bytes().orElse(Long.MAX_VALUE);
    try (StallWatch watch = new StallWatch(body, patience);
        FileChannel out =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(from).position(from);
      long position = from;
      byte[] buffer = new byte[BUFFER];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        position += n;
        watch.moved();
        if (position > limit) {
          throw new HarnessException(
              source.url()
                  + " is larger than the "
                  + limit
                  + " bytes that its descriptor promises");
        }
        ByteBuffer piece = ByteBuffer.wrap(buffer, 0, n);
        while (piece.hasRemaining()) {
          out.write(piece);
        }
        progress.accept(position);
      }
      out.force(true);
    }
  }

  /** A wrong part is deleted, so that the next try starts anew; a wrong file is left alone. */
  private static void require(Source source, Path file) throws IOException {
    long size = Files.size(file);
    boolean isPart = file.toString().endsWith(".part");
    if (source.bytes().isPresent() && size < source.bytes().getAsLong() && isPart) {
      throw new IOException("the connection ended early");
    }
    String found = source.hash().isEmpty() ? "" : hash(file, source.hash().length() == 64);
    boolean sizeIsRight = source.bytes().isEmpty() || size == source.bytes().getAsLong();
    if (!sizeIsRight || !found.equals(source.hash())) {
      if (isPart) {
        Files.delete(file);
      }
      throw new HarnessException(
          file
              + " is not what "
              + source.url()
              + " should give: "
              + (sizeIsRight
                  ? "its hash is " + found + ", expected " + source.hash()
                  : "it has " + size + " bytes, expected " + source.bytes().getAsLong())
              + (isPart ? "" : "; move it away to fetch it again"));
    }
  }

  private static String hash(Path file, boolean sha256) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(sha256 ? "SHA-256" : "MD5");
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256 and MD5", e);
    }
  }
}
