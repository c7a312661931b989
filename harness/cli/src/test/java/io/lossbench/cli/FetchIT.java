package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lossbench.cli.terminal.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fetching with real processes: two at once, and killed in the middle. */
@Timeout(180)
class FetchIT {
  private static final int FILES = 4000;

  @TempDir Path folder;

  private final CountDownLatch halfSent = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private byte[] archive;
  private boolean waits;
  private HttpServer server;
  private Path data;

  @BeforeEach
  void start() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Random random = new Random(1);
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      byte[] content = new byte[500];
      for (int i = 0; i < FILES; i++) {
        random.nextBytes(content);
        zip.putNextEntry(new ZipEntry("pictures/" + i));
        zip.write(content);
      }
    }
    archive = bytes.toByteArray();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/far.zip", this::serve);
    server.start();
    data = folder.resolve("data");
    Path descriptors = Files.createDirectories(folder.resolve("descriptors"));
    Files.writeString(
        descriptors.resolve("far.yaml"),
        "dataset: far\nfiles: [{url: \"http://127.0.0.1:"
            + server.getAddress().getPort()
            + "/far.zip\", unpack: true}]\nformat: {type: csv, file: far.csv}\n");
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    exchange.getResponseHeaders().add("ETag", "\"one\"");
    exchange
        .getResponseHeaders()
        .add("Content-Range", "bytes " + from + "-" + (archive.length - 1) + "/" + archive.length);
    exchange.sendResponseHeaders(range == null ? 200 : 206, archive.length - from);
    try (OutputStream out = exchange.getResponseBody()) {
      int half = waits ? archive.length / 2 : from;
      out.write(archive, from, half - from);
      out.flush();
      halfSent.countDown();
      if (waits) {
        goOn.await();
      }
      out.write(archive, half, archive.length - half);
    } catch (IOException e) {
      // The other side was killed: that is what was wanted.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String[] arguments() {
    return new String[] {
      "datasets",
      "fetch",
      "far",
      "--datasets",
      folder.resolve("descriptors").toString(),
      "--data",
      data.toString()
    };
  }

  private Process fetch(Path log) throws IOException {
    return Cli.process(log, List.of(), arguments()).start();
  }

  private void waitFor(Path path) throws InterruptedException {
    while (!Files.exists(path)) {
      Thread.sleep(1);
    }
  }

  private void assertThatAllIsThere() throws IOException {
    try (var files = Files.list(data.resolve("pictures"))) {
      assertThat(files).hasSize(FILES).allMatch(file -> file.toFile().length() == 500);
    }
    try (var files = Files.list(data)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("far.zip", "pictures", ".far.zip.unpacked");
    }
  }

  @Test
  void ofTwoFetchesAtOnceTheSecondIsRefused() throws Exception {
    waits = true;
    Process first = fetch(folder.resolve("first.log"));
    assertThat(halfSent.await(60, TimeUnit.SECONDS)).isTrue();
    waitFor(data.resolve("far.zip.part"));
    Path log = folder.resolve("second.log");
    assertThat(fetch(log).waitFor()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(log).content().contains("another lossbench is fetching", "far.zip", "wait until");
    goOn.countDown();
    assertThat(first.waitFor()).as(Files.readString(folder.resolve("first.log"))).isZero();
    assertThatAllIsThere();
    assertThat(Cli.run(arguments()).out()).contains("far.zip was fetched and unpacked before");
    assertThat(ranges).hasSize(1);
  }

  @Test
  void aKilledDownloadGoesOnWhereItStopped() throws Exception {
    waits = true;
    Process first = fetch(folder.resolve("first.log"));
    Path part = data.resolve("far.zip.part");
    waitFor(part);
    while (Files.size(part) < archive.length / 2 - (1 << 17)) {
      Thread.sleep(1);
    }
    first.destroyForcibly().waitFor();
    long have = Files.size(part);
    goOn.countDown();
    waits = false;
    Cli again = Cli.run(arguments());
    assertThat(again.code()).as(again.err()).isZero();
    assertThatAllIsThere();
    assertThat(ranges).containsExactly("null", "bytes=" + have + "-");
  }

  @Test
  void aKilledUnpackingLeavesNothingThatCountsAsDone() throws Exception {
    Process first = fetch(folder.resolve("first.log"));
    waitFor(data.resolve(".far.zip.unpacking/pictures"));
    first.destroyForcibly().waitFor();
    assertThat(data.resolve(".far.zip.unpacked")).doesNotExist();
    assertThat(data.resolve("pictures")).doesNotExist();
    Cli again = Cli.run(arguments());
    assertThat(again.out()).contains("unpacked " + FILES + " files");
    assertThatAllIsThere();
  }
}
