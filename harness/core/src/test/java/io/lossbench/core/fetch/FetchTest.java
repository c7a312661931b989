package io.lossbench.core.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lossbench.core.HarnessException;
import io.lossbench.core.provenance.Digest;
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
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a server of the test's own, and archives of every bad kind. */
@Timeout(60)
class FetchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @TempDir Path folder;

  private final byte[] content = new byte[300_000];
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private int breakAfter = Integer.MAX_VALUE;
  private boolean knowsRanges = true;

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
    int from = 0;
    if (range != null && knowsRanges) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    try (OutputStream out = exchange.getResponseBody()) {
      int count = Math.min(content.length - from, breakAfter);
      out.write(content, from, count);
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

  private Path zip(String... names) throws IOException {
    Path file = folder.resolve("a.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[1000]);
        zip.closeEntry();
      }
    }
    return file;
  }

  private Path tar(TarArchiveEntry... entries) throws IOException {
    Path file = folder.resolve("a.tar.gz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
      for (TarArchiveEntry entry : entries) {
        byte[] body = entry.isFile() && !entry.isSymbolicLink() ? new byte[10] : new byte[0];
        entry.setSize(body.length);
        tar.putArchiveEntry(entry);
        tar.write(body);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  @Test
  void archivesAreUnpackedIntoTheirFolder() throws IOException {
    assertThat(Unpacker.unpack(zip("x/a.txt", "x/y/b.txt"), folder.resolve("z"), 5000))
        .isEqualTo(2);
    assertThat(folder.resolve("z/x/y/b.txt")).hasSize(1000);
    assertThat(
            Unpacker.unpack(
                tar(new TarArchiveEntry("t/"), new TarArchiveEntry("t/c.txt")),
                folder.resolve("z"),
                5000))
        .isEqualTo(1);
    assertThat(folder.resolve("z/t/c.txt")).hasSize(10);
  }

  @Test
  void nothingEscapesFromAnArchive() throws IOException {
    Path out = folder.resolve("out/deep");
    for (String name : List.of("../escaped.txt", "/escaped.txt", "a/../../escaped.txt", "..\\b")) {
      assertThatThrownBy(() -> Unpacker.unpack(zip(name), out, 5000))
          .as(name)
          .isInstanceOf(HarnessException.class)
          .hasMessageContaining("leaves the folder");
    }
    assertThat(folder.resolve("out/escaped.txt")).doesNotExist();
    TarArchiveEntry link = new TarArchiveEntry("link", TarArchiveEntry.LF_SYMLINK);
    link.setLinkName("/etc");
    assertThatThrownBy(() -> Unpacker.unpack(tar(link), out, 5000))
        .hasMessageContaining("'link' is a link or a device");
    Files.createDirectories(out);
    Files.createSymbolicLink(out.resolve("inside"), folder);
    assertThatThrownBy(() -> Unpacker.unpack(zip("inside/x.txt"), out, 5000))
        .hasMessageContaining("leads through the link");
  }

  @Test
  void bombsAndDamageAreRefused() throws IOException {
    assertThatThrownBy(() -> Unpacker.unpack(zip("a", "b", "c"), folder.resolve("z"), 2500))
        .hasMessageContaining("unpacks to more than 2500 bytes");
    Path damaged = folder.resolve("d.tar");
    Files.write(damaged, new byte[700]);
    Files.write(damaged, "not a tar at all".repeat(60).getBytes());
    assertThatThrownBy(() -> Unpacker.unpack(damaged, folder.resolve("z"), 2500))
        .isInstanceOf(HarnessException.class);
    Path odd = Files.writeString(folder.resolve("d.rar"), "x");
    assertThatThrownBy(() -> Unpacker.unpack(odd, folder.resolve("z"), 2500))
        .hasMessageContaining("none of .zip, .tar, .tar.gz");
  }
}
