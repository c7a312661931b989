package io.lossbench.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniaturesTest {
  @TempDir Path folder;

  private final Format format =
      Formats.onClasspath()
          .create(
              new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
                  .descriptor("voc2007")
                  .orElseThrow()
                  .settings("format"));

  private static Map<String, String> content(Path root) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(root.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  @Test
  void runsThatWriteOneAtTheSameTimeNeverShowAHalfFile() throws Exception {
    Path alone = folder.resolve("alone");
    Miniatures.write(format, alone);
    Map<String, String> whole = content(alone);
    assertThat(whole).hasSizeGreaterThan(40);

    Path shared = folder.resolve("shared");
    ExecutorService runs = Executors.newFixedThreadPool(3);
    List<Future<?>> all = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      all.add(
          runs.submit(
              () -> {
                for (int again = 0; again < 3; again++) {
                  Miniatures.write(format, shared);
                  assertThat(content(shared)).isEqualTo(whole);
                }
                return null;
              }));
    }
    runs.shutdown();
    for (Future<?> run : all) {
      run.get();
    }
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(alone, shared);
    }
  }

  @Test
  void whatIsNotAsItShouldBeIsWrittenAnew() throws IOException {
    Path root = folder.resolve("changed");
    Miniatures.write(format, root);
    Map<String, String> whole = content(root);
    Path image = root.resolve("VOCdevkit/VOC2007/JPEGImages/001001.jpg");
    Files.write(image, new byte[7]);
    Miniatures.write(format, root);
    assertThat(content(root)).isEqualTo(whole);
  }
}
