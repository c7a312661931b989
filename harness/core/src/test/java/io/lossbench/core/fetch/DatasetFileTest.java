package io.lossbench.core.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That an archive counts as unpacked as long as it is. */
class DatasetFileTest {
  @TempDir Path folder;
  private HttpServer server;
  private byte[] archive;
  private int requests;

  @BeforeEach
  void start() throws IOException {
    archive = Archives.zip(false, "a", "b/c", "b/d");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/x.zip",
        exchange -> {
          requests++;
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

  private DatasetFile.Result fetch() throws InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x.zip");
    return new DatasetFile(
            new Download.Source(url, OptionalLong.empty(), ""),
            folder.resolve("x.zip"),
            true,
            OptionalLong.empty())
        .fetch(new Download(Duration.ofSeconds(5)), bytes -> {});
  }

  @Test
  void theNoteHoldsWhatWasUnpackedAndIsChecked() throws Exception {
    assertThat(fetch()).isEqualTo(new DatasetFile.Result(false, "", 3));
    assertThat(fetch().unpackedBefore()).isTrue();
    assertThat(folder.resolve(".x.zip.unpacked"))
        .content()
        .contains(Download.hash(folder.resolve("x.zip"), true), "files 3", "1000 b/d");
    Files.delete(folder.resolve("b/d"));
    assertThat(fetch().again())
        .isEqualTo(
            "1 of the 3 files that were unpacked before are gone or of another size, such as b/d");
    Files.writeString(folder.resolve("a"), "cut");
    assertThat(fetch().again()).contains("such as a");
    assertThat(folder.resolve("a")).hasSize(1000);
    assertThat(requests).isEqualTo(1);
  }

  @Test
  void aNoteThatSaysNothingDoesNotCount() throws Exception {
    for (String note : new String[] {"", "21 files\n", "unpacked by lossbench\nbytes x\n"}) {
      Files.writeString(folder.resolve(".x.zip.unpacked"), note);
      DatasetFile.Result result = fetch();
      assertThat(result.unpacked()).isEqualTo(3);
      assertThat(result.again()).contains("cannot be read");
    }
  }

  @Test
  void anotherArchiveIsUnpackedAgain() throws Exception {
    fetch();
    Files.write(folder.resolve("x.zip"), Archives.zip(false, "e"));
    assertThat(fetch().again()).contains("x.zip is not the archive that was unpacked before");
    assertThat(folder.resolve("e")).hasSize(1000);
  }

  @Test
  void aDamagedArchiveLeavesNoNote() throws Exception {
    archive[60] ^= 1;
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::fetch).hasMessageContaining("it is damaged");
      assertThat(folder.resolve(".x.zip.unpacked")).doesNotExist();
      assertThat(folder.resolve("a")).doesNotExist();
    }
    Files.delete(folder.resolve("x.zip"));
    archive[60] ^= 1;
    assertThat(fetch().unpacked()).isEqualTo(3);
  }

  @Test
  void whatAKilledProcessLeftIsThrownAway() throws Exception {
    Path left = Files.createDirectories(folder.resolve(".x.zip.unpacking/b"));
    Files.writeString(left.resolve("half"), "half");
    fetch();
    assertThat(folder.resolve("b/half")).doesNotExist();
    assertThat(folder.resolve(".x.zip.unpacking")).doesNotExist();
    assertThat(folder.resolve(".x.zip.lock")).doesNotExist();
  }
}
