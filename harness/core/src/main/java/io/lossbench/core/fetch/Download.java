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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One file from the network. It grows under the name {@code FILE.part} and gets its own name once
 * size and hash are right; an interrupted download goes on from there as long as the server still
 * has the same content. Not thread-safe.
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
   * @param maxBytes what is fetched at most where neither {@code bytes} nor the server says how
   *     large it is
   */
  public record Source(URI url, OptionalLong bytes, String hash, long maxBytes) {
    /** Larger files come from servers that announce their size. */
    public static final long DEFAULT_MAX_BYTES = 2_000_000_000L;

    public Source {
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      if (!scheme.equals("https") && !scheme.equals("http")) {
        throw new HarnessException("cannot fetch " + url + ": only http and https");
      }
      if (!hash.isEmpty() && !hash.matches("[0-9a-f]{64}|[0-9a-f]{32}")) {
        throw new HarnessException("'" + hash + "' is neither SHA-256 nor MD5");
      }
    }

    public Source(URI url, OptionalLong bytes, String hash) {
      this(url, bytes, hash, DEFAULT_MAX_BYTES);
    }
  }

  /**
   * Fetches {@code source} to {@code file}; does nothing if the file is there already and right.
   *
   * @param progress hears of the bytes that are there so far
   * @throws HarnessException if it cannot be had, is not what was promised, or is being fetched by
   *     another process
   */
  public void fetch(Source source, Path file, LongConsumer progress) throws InterruptedException {
    if (isThere(source, file)) {
      return;
    }
    createParent(file);
    FetchLock lock = FetchLock.of(file);
    try {
      fetchLocked(source, file, progress);
    } finally {
      lock.close();
    }
  }

  /** As {@link #fetch}, by the holder of the file's lock. */
  void fetchLocked(Source source, Path file, LongConsumer progress) throws InterruptedException {
    if (isThere(source, file)) {
      return;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
      throw new HarnessException(part + " is no regular file; move it away to fetch " + file);
    }
    transfer(source, part, progress);
    try {
      require(source, part, file.getFileName().toString());
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(PartOrigin.beside(part));
    } catch (IOException e) {
      throw Disk.cannotWrite(file, e);
    }
  }

  static void createParent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    try {
      if (parent != null) {
        Files.createDirectories(parent);
      }
    } catch (IOException e) {
      throw Disk.cannotWrite(file, e);
    }
  }

  private static boolean isThere(Source source, Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return false;
      }
      require(source, file, file.getFileName().toString());
      return true;
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  private void transfer(Source source, Path part, LongConsumer progress)
      throws InterruptedException {
    boolean hashed = !source.hash().isEmpty();
    Optional<PartOrigin> origin =
        PartOrigin.read(part).filter(kept -> kept.url().equals(source.url().toString()));
    boolean resumable = hashed || origin.flatMap(PartOrigin::condition).isPresent();
    try {
      long have = resumable && Files.exists(part) ? Files.size(part) : 0;
      long whole = source.bytes().orElse(origin.map(PartOrigin::length).orElse(-1L));
      if (have > 0 && whole >= 0 && have >= whole) {
        return;
      }
      HttpResponse<InputStream> response = ask(source, have, origin);
      int status = response.statusCode();
      if (have > 0 && status == 416 && hashed) {
        response.body().close();
        return;
      }
      long from = have;
      if (have > 0 && (status == 416 || (status == 206 && !goesOn(response, have, origin)))) {
        // The server has other content by now, or nothing behind what is here: all of it again.
        response.body().close();
        from = 0;
        response = ask(source, 0, Optional.empty());
      }
      status = response.statusCode();
      if (status != 200 && !(status == 206 && from > 0)) {
        response.body().close();
        throw new HarnessException(
            "cannot fetch " + source.url() + ": the server answers " + status);
      }
      append(source, response, part, status == 206 ? from : 0, progress);
    } catch (IOException e) {
      throw new HarnessException(
          "fetching "
              + source.url()
              + " was interrupted ("
              + e.getClass().getSimpleName()
              + "); the same command "
              + (hashed || PartOrigin.read(part).flatMap(PartOrigin::condition).isPresent()
                  ? "goes on where it stopped"
                  : "starts it again, because the server gives no ETag to go on by"),
          e);
    }
  }

  private HttpResponse<InputStream> ask(Source source, long have, Optional<PartOrigin> origin)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(source.url()).timeout(patience);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
      origin
          .flatMap(PartOrigin::condition)
          .ifPresent(condition -> request.header("If-Range", condition));
    }
    return client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  /** A part without an origin is resumed only where a published hash tells whether it was right. */
  private static boolean goesOn(HttpResponse<?> response, long have, Optional<PartOrigin> origin) {
    return origin
        .map(kept -> kept.goesOnIn(response, have))
        .orElseGet(() -> new PartOrigin("", etag(response), "", -1).goesOnIn(response, have));
  }

  private static String etag(HttpResponse<?> response) {
    return response.headers().firstValue("ETag").map(String::strip).orElse("");
  }

  private void append(
      Source source,
      HttpResponse<InputStream> response,
      Path part,
      long from,
      LongConsumer progress)
      throws IOException {
    long announced = PartOrigin.announced(response);
    try (InputStream body = response.body();
        StallWatch watch = new StallWatch(body, patience);
        FileChannel out = open(source, announced, part, from)) {
      long limit = limit(source, announced, part);
      if (from == 0) {
        // The part is empty by now: an origin beside the bytes of another would mix the two.
        keepOrigin(PartOrigin.of(source.url(), response), part);
      }
      long position = from;
      byte[] buffer = new byte[BUFFER];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        position += n;
        watch.moved();
        if (position > limit) {
          throw tooLarge(source, limit, part);
        }
        write(out, part, ByteBuffer.wrap(buffer, 0, n));
        progress.accept(position);
      }
      force(out, part);
      long whole = source.bytes().orElse(announced);
      if (whole >= 0 && position != whole) {
        throw new IOException("the connection ended early");
      }
    }
  }

  /** What may come at most; refuses at once what is known to be of another size. */
  private static long limit(Source source, long announced, Path part) throws IOException {
    if (source.bytes().isEmpty()) {
      return announced >= 0 ? announced : source.maxBytes();
    }
    long bytes = source.bytes().getAsLong();
    if (announced > bytes) {
      throw tooLarge(source, bytes, part);
    }
    if (announced >= 0 && announced < bytes) {
      throw new HarnessException(
          source.url() + " has " + announced + " bytes; its descriptor promises " + bytes);
    }
    return bytes;
  }

  private static HarnessException tooLarge(Source source, long limit, Path part)
      throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(PartOrigin.beside(part));
    return new HarnessException(
        source.bytes().isPresent()
            ? source.url() + " is larger than the " + limit + " bytes that its descriptor promises"
            : source.url()
                + " is larger than "
                + limit
                + " bytes and the server does not say how large; if that is right, set bytes or"
                + " max-bytes in its descriptor");
  }

  private static FileChannel open(Source source, long announced, Path part, long from)
      throws IOException {
    if (announced >= 0 || source.bytes().isPresent()) {
      long freed = from == 0 && Files.exists(part) ? Files.size(part) : 0;
      Disk.requireRoom(
          Objects.requireNonNull(part.toAbsolutePath().getParent()),
          limit(source, announced, part) - from - freed,
          source.url().toString());
    }
    try {
      FileChannel out =
          FileChannel.open(
              part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      return out.truncate(from).position(from);
    } catch (IOException e) {
      throw Disk.cannotWrite(part, e);
    }
  }

  private static void keepOrigin(PartOrigin origin, Path part) {
    try {
      origin.write(part);
    } catch (IOException e) {
      throw Disk.cannotWrite(PartOrigin.beside(part), e);
    }
  }

  private static void force(FileChannel out, Path part) {
    try {
      out.force(true);
    } catch (IOException e) {
      throw Disk.cannotWrite(part, e);
    }
  }

  private static void write(FileChannel out, Path part, ByteBuffer piece) {
    try {
      while (piece.hasRemaining()) {
        out.write(piece);
      }
    } catch (IOException e) {
      throw Disk.cannotWrite(part, e);
    }
  }

  /** A wrong part is deleted, so that the next try starts anew; a wrong file is left alone. */
  private static void require(Source source, Path file, String name) throws IOException {
    long size = Files.size(file);
    boolean isPart = file.toString().endsWith(".part");
    String found = source.hash().isEmpty() ? "" : hash(file, source.hash().length() == 64);
    boolean sizeIsRight = source.bytes().isEmpty() || size == source.bytes().getAsLong();
    Optional<String> page =
        sizeIsRight && source.hash().isEmpty() ? WebPage.in(file, name) : Optional.empty();
    boolean empty = size == 0 && source.hash().isEmpty();
    if (sizeIsRight && found.equals(source.hash()) && page.isEmpty() && !empty) {
      return;
    }
    if (isPart) {
      Files.deleteIfExists(PartOrigin.beside(file));
      Files.delete(file);
    }
    Path whole = isPart ? file.resolveSibling(name) : file;
    if (page.isPresent()) {
      throw WebPage.refusal(whole, source.url().toString(), page.get());
    }
    throw new HarnessException(
        whole
            + " is not what "
            + source.url()
            + " should give: "
            + (empty
                ? "it is empty"
                : sizeIsRight
                    ? "its hash is " + found + ", expected " + source.hash()
                    : "it has " + size + " bytes, expected " + source.bytes().getAsLong())
            + (isPart ? "" : "; move it away to fetch it again"));
  }

  static String hash(Path file, boolean sha256) throws IOException {
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
