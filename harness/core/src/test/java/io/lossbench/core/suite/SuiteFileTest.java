package io.lossbench.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that are suites in name only: each is refused in a moment, with one sentence. */
class SuiteFileTest {
  private static final String SUITE =
      """
      suite: s
      datasets: [generated-scenes]
      backbones: {small: {type: resnet20, image-size: 32}}
      losses: {bce: {type: bce}}
      """;

  @TempDir Path folder;

  private void isRefused(Path file, String message) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> TestSuites.reader().read(file, List.of()))
                .isInstanceOf(SuiteException.class)
                .hasMessageStartingWith(file + message));
  }

  @Test
  void aFolder() {
    isRefused(folder, ": is a folder; name the suite's YAML file");
  }

  @Test
  void aFileThatIsNotThere() throws IOException {
    Files.writeString(folder.resolve("suite.yaml"), SUITE);
    isRefused(folder.resolve("siute.yaml"), ": no such file; did you mean 'suite.yaml'?");
    isRefused(folder.resolve("suite.yaml/x.yaml"), ": no such file");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDeviceWithoutAnEnd() {
    isRefused(Path.of("/dev/zero"), ": is a pipe or a device; write the suite to a file");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeThatNobodyWritesTo() throws Exception {
    Path pipe = folder.resolve("pipe.yaml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    isRefused(pipe, ": is a pipe or a device; write the suite to a file");
    Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), pipe);
    isRefused(link, ": is a pipe or a device");
  }

  @Test
  void aFileOfThreeGigabytes() throws IOException {
    Path huge = folder.resolve("huge.yaml");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    isRefused(huge, ": is larger than 1000000 characters");
  }

  @Test
  void otherEncodings() throws IOException {
    Path file = Files.write(folder.resolve("s.yaml"), SUITE.getBytes(StandardCharsets.UTF_16));
    isRefused(file, ":1:1: the text is UTF-16; save it as UTF-8");
    Files.write(file, (SUITE + "description: Straße\n").getBytes(StandardCharsets.ISO_8859_1));
    isRefused(file, ":5:18: the text is not UTF-8 from here on; save it as UTF-8");
  }

  @Test
  void nothing() throws IOException {
    for (String empty : List.of("", "\n\n  \n", "# a comment\n", "\ufeff", "---\n")) {
      Path file = Files.writeString(folder.resolve("s.yaml"), empty);
      assertThatThrownBy(() -> TestSuites.reader().read(file, List.of()))
          .as("'%s'", empty)
          .isInstanceOf(SuiteException.class);
    }
    isRefused(
        Files.writeString(folder.resolve("s.yaml"), " \n"),
        ": is empty; write settings as 'key: value' lines");
  }

  @Test
  void whatEditorsAddIsRead() throws IOException {
    for (String written :
        List.of(
            "\ufeff" + SUITE,
            SUITE.replace("\n", "\r\n"),
            SUITE.replace("\n", "\r"),
            "---\n" + SUITE + "...\n",
            SUITE + "\n\n \n",
            "%YAML 1.1\n---\n" + SUITE)) {
      Path file = Files.writeString(folder.resolve("s.yaml"), written);
      assertThat(TestSuites.reader().read(file, List.of()).name()).isEqualTo("s");
    }
  }
}
