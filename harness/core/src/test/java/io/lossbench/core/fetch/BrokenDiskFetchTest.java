package io.lossbench.core.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.lossbench.core.HarnessException;
import io.lossbench.core.file.DiskFault;
import io.lossbench.core.file.FailingFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fetch to a disk that becomes full, breaks or loses its power at every point: called again, it
 * ends in the whole archive and all its files, and leaves nothing else.
 */
@Timeout(300)
class BrokenDiskFetchTest {
  private static final List<String> FILES = List.of("a", "b/c", "b/d");

  @TempDir Path folder;
  private final FailingFiles disk = new FailingFiles();
  private HttpServer server;
  private byte[] archive;

  @BeforeEach
  void start() throws IOException {
    archive = Archives.zip(false, FILES.toArray(String[]::new));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/x.zip",
        exchange -> {
          exchange.getResponseHeaders().add("ETag", "\"one\"");
          exchange.sendResponseHeaders(200, archive.length);
          exchange.getResponseBody().write(archive);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void fetch(Path place) throws InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x.zip");
    new DatasetFile(
            new Download.Source(url, OptionalLong.empty(), ""),
            disk.path(place).resolve("x.zip"),
            true,
            OptionalLong.empty())
        .fetch(new Download(Duration.ofSeconds(5)), bytes -> {});
  }

  private void requireWhole(Path place) throws IOException {
    assertThat(place.resolve("x.zip")).hasBinaryContent(archive);
    for (String file : FILES) {
      assertThat(place.resolve(file)).hasBinaryContent(Archives.content(file, 1000));
    }
    assertThat(place.toFile().list())
        .containsExactlyInAnyOrder("x.zip", ".x.zip.unpacked", "a", "b");
  }

  /** Breaks the disk at one point after the other, until a fetch does not reach it any more. */
  private int breakEverywhere(BiConsumer<DiskFault, Integer> fault, int step) throws Exception {
    for (int at = 0; ; at += step) {
      Path place = Files.createDirectory(folder.resolve("at-" + at));
      fault.accept(disk.fault(), at);
      try {
        fetch(place);
      } catch (HarnessException e) {
        assertThat(e)
            .hasMessageMatching("(?s)(cannot|fetching) .*(make room|Input/output error).*")
            .hasMessageNotContaining("damaged");
      }
      boolean done = !disk.fault().happened();
      disk.fault().heal();
      fetch(place);
      requireWhole(place);
      if (done) {
        return at;
      }
    }
  }

  @Test
  void aDiskThatIsFullAfterAnyByte() throws Exception {
    assertThat(breakEverywhere(DiskFault::fullAfter, 61))
        .as("the archive, and what is in it")
        .isGreaterThan(2 * FILES.size() * 1000);
  }

  @Test
  void aCallThatFails() throws Exception {
    assertThat(breakEverywhere(DiskFault::failAt, 1)).isGreaterThan(20);
  }

  @Test
  void aProcessThatEndsAtAnyCall() throws Exception {
    assertThat(breakEverywhere(DiskFault::dieAt, 1)).isGreaterThan(20);
  }
}
