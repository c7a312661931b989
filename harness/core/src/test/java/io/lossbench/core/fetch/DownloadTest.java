package io.lossbench.core.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a server of the test's own. */
@Timeout(60)
class DownloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @TempDir Path folder;

  private final byte[] content = new byte[300_000];
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private int breakAfter = Integer.MAX_VALUE;
  private boolean knowsRanges = true;
  private boolean knowsConditions = true;
  private boolean announces = true;
  private String etag = "";

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/data.bin", this::serve);
    server.createContext(
        "/moved.bin",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/data.bin");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    boolean holds = !knowsConditions || condition == null || condition.equals(etag);
    int from = 0;
    if (!etag.isEmpty()) {
      exchange.getResponseHeaders().add("ETag", etag);
    }
    if (range != null && knowsRanges && holds) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, announces ? content.length - from : 0);
    try (OutputStream out = exchange.getResponseBody()) {
      int count = Math.min(content.length - from, breakAfter);
      out.write(content, from, Math.max(0, count));
      // Closing early breaks the connection in the middle of the body.
    } catch (IOException e) {
      // That is what was wanted.
    }
    exchange.close();
  }

  private Download.Source source(String name, String hash) {
    return new Download.Source(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + name),
        OptionalLong.of(content.length),
        hash);
  }

  private String sha256() {
    return Digest.sha256().update(content).hex();
  }

  @Test
  void anInterruptedDownloadGoesOnWhereItStopped() throws Exception {
    Path file = folder.resolve("data.bin");
    breakAfter = 100_000;
    assertThatThrownBy(
            () -> new Download(PATIENCE).fetch(source("/data.bin", sha256()), file, bytes -> {}))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("goes on where it stopped");
    assertThat(file).doesNotExist();
    long have = Files.size(folder.resolve("data.bin.part"));
    assertThat(have).isBetween(1L, 100_000L);
    breakAfter = Integer.MAX_VALUE;
    new Download(PATIENCE).fetch(source("/data.bin", sha256()), file, bytes -> {});
    assertThat(file).hasBinaryContent(content);
    assertThat(ranges).containsExactly("null", "bytes=" + have + "-");
    assertThat(folder.resolve("data.bin.part")).doesNotExist();
    // And once it is there, nothing is asked for again.
    new Download(PATIENCE).fetch(source("/data.bin", sha256()), file, bytes -> {});
    assertThat(ranges).hasSize(2);
  }

  @Test
  void aServerWithoutRangesStartsAgain() throws Exception {
    Path file = folder.resolve("data.bin");
    Files.write(folder.resolve("data.bin.part"), new byte[5000]);
    knowsRanges = false;
    new Download(PATIENCE).fetch(source("/data.bin", sha256()), file, bytes -> {});
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void redirectsAreFollowedAndWrongContentIsThrownAway() throws Exception {
    new Download(PATIENCE)
        .fetch(source("/moved.bin", sha256()), folder.resolve("m.bin"), bytes -> {});
    assertThat(folder.resolve("m.bin")).hasBinaryContent(content);
    Path file = folder.resolve("data.bin");
    assertThatThrownBy(
            () ->
                new Download(PATIENCE)
                    .fetch(source("/data.bin", "ab".repeat(32)), file, bytes -> {}))
        .hasMessageContaining("its hash is " + sha256());
    assertThat(file).doesNotExist();
    assertThat(folder.resolve("data.bin.part")).doesNotExist();
    assertThatThrownBy(
            () -> new Download(PATIENCE).fetch(source("/nothing", sha256()), file, bytes -> {}))
        .hasMessageContaining("the server answers 404");
    assertThatThrownBy(
            () ->
                new Download(PATIENCE)
                    .fetch(
                        new Download.Source(
                            source("/data.bin", "").url(), OptionalLong.of(1000), ""),
                        file,
                        bytes -> {}))
        .hasMessageContaining("larger than the 1000 bytes");
    assertThatThrownBy(
            () -> new Download.Source(URI.create("file:///etc/passwd"), OptionalLong.empty(), ""))
        .hasMessageContaining("only http and https");
  }

  /** Nothing is published of it: neither size nor hash. */
  private Download.Source unpublished(long maxBytes) {
    return new Download.Source(source("/data.bin", "").url(), OptionalLong.empty(), "", maxBytes);
  }

  private Path interrupted() {
    Path file = folder.resolve("data.bin");
    breakAfter = 100_000;
    assertThatThrownBy(() -> fetch(unpublished(1_000_000), file))
        .hasMessageContaining("was interrupted");
    breakAfter = Integer.MAX_VALUE;
    return file;
  }

  private static void fetch(Download.Source source, Path file) throws InterruptedException {
    new Download(PATIENCE).fetch(source, file, bytes -> {});
  }

  @Test
  void whatTheServerNamesByAnEtagGoesOn() throws Exception {
    etag = "\"one\"";
    Path file = interrupted();
    long have = Files.size(folder.resolve("data.bin.part"));
    assertThat(have).isPositive();
    fetch(unpublished(1_000_000), file);
    assertThat(file).hasBinaryContent(content);
    assertThat(ranges).containsExactly("null", "bytes=" + have + "-");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void aFileThatChangedMeanwhileStartsAnew() throws Exception {
    for (boolean conditions : new boolean[] {true, false}) {
      knowsConditions = conditions;
      etag = "\"one\"";
      Path file = interrupted();
      content[5] ^= 1;
      content[200_000] ^= 1;
      etag = "\"two\"";
      fetch(unpublished(1_000_000), file);
      // Of one version, though the second server does not know If-Range and answers 206.
      assertThat(file).hasBinaryContent(content);
      Files.delete(file);
    }
  }

  @Test
  void withoutAnEtagAndWithoutAHashNothingIsAppended() throws Exception {
    Path file = interrupted();
    content[5] ^= 1;
    fetch(unpublished(1_000_000), file);
    assertThat(file).hasBinaryContent(content);
    assertThat(ranges).containsExactly("null", "null");
  }

  @Test
  void theRestOfAnotherAddressIsNotAppended() throws Exception {
    etag = "\"same\"";
    Path file = interrupted();
    URI other = URI.create(unpublished(1).url() + "?other");
    fetch(new Download.Source(other, OptionalLong.empty(), ""), file);
    assertThat(file).hasBinaryContent(content);
    assertThat(ranges).containsExactly("null", "null");
  }

  @Test
  void whatIsOfUnknownSizeHasALimit() throws Exception {
    announces = false;
    Path file = folder.resolve("data.bin");
    assertThatThrownBy(() -> fetch(unpublished(200_000), file))
        .hasMessageContaining("larger than 200000 bytes")
        .hasMessageContaining("max-bytes");
    assertThat(folder).isEmptyDirectory();
    fetch(unpublished(400_000), file);
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void whatTheDiskCannotHoldIsNotBegun() {
    server.createContext(
        "/huge.bin",
        exchange -> {
          exchange.getResponseHeaders().add("ETag", "x");
          exchange.sendResponseHeaders(200, 1L << 60);
          exchange.getResponseBody().write(new byte[1000]);
        });
    Path file = folder.resolve("huge.bin");
    assertThatThrownBy(
            () ->
                fetch(
                    new Download.Source(source("/huge.bin", "").url(), OptionalLong.empty(), ""),
                    file))
        .hasMessageContaining("needs 1,152,921,504,606,846,976 bytes")
        .hasMessageContaining("make room");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aServerWhoseFileIsOfAnotherSizeIsToldAsSuch() {
    Path file = folder.resolve("data.bin");
    Download.Source larger =
        new Download.Source(source("/data.bin", "").url(), OptionalLong.of(500_000), "");
    assertThatThrownBy(() -> fetch(larger, file))
        .hasMessageContaining("has 300000 bytes; its descriptor promises 500000");
  }

  @Test
  void aWebPageIsNoFile() {
    byte[] page = "\n<!DOCTYPE html>\n<html><title>Please log in</title></html>".getBytes();
    for (String name : List.of("/a.zip", "/labels.csv")) {
      server.createContext(
          name,
          exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
          });
      Download.Source source =
          new Download.Source(source(name, "").url(), OptionalLong.empty(), "");
      Path file = folder.resolve(name.substring(1));
      assertThatThrownBy(() -> fetch(source, file))
          .isInstanceOf(HarnessException.class)
          .hasMessageContaining("the server answered with a web page")
          .hasMessageContaining("Please log in");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aFullDiskIsToldAsAFullDisk() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    assertThatThrownBy(
            () -> {
              try (OutputStream out = Files.newOutputStream(full)) {
                out.write(1);
              } catch (IOException e) {
                throw Disk.cannotWrite(folder.resolve("x"), e);
              }
            })
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("the disk is full; make room");
  }

  @Test
  void whatIsBeingFetchedIsNotFetchedTwice() throws Exception {
    Path file = folder.resolve("data.bin");
    FetchLock lock = FetchLock.of(file);
    assertThatThrownBy(() -> fetch(unpublished(1_000_000), file))
        .hasMessageContaining("another lossbench is fetching " + file);
    lock.close();
    fetch(unpublished(1_000_000), file);
    // Held by nobody any more, and left by somebody who was killed.
    Files.delete(file);
    Files.createFile(folder.resolve(".data.bin.lock"));
    fetch(unpublished(1_000_000), file);
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }
}
