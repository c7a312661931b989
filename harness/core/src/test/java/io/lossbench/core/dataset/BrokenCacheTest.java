package io.lossbench.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.BrokenDisks;
import io.lossbench.core.file.FailingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The caches of a dataset, and its miniature, on broken disks. */
class BrokenCacheTest extends BrokenDisks {
  private static final String FORMAT = "{type: open-images}";
  private static final String CSV = "{type: csv, file: t.csv}";

  @TempDir static Path data;

  private static TestFolder openImages() {
    return new TestFolder(data.resolve("open-images"));
  }

  private static TestFolder table() {
    return new TestFolder(data.resolve("table"));
  }

  @BeforeAll
  static void write() throws IOException {
    openImages().openImages();
    table()
        .text("t.csv", "image,labels,split\na.png,cat;dog,train\nb.png,cat,test\n")
        .images("a.png", "b.png");
  }

  static Stream<Written> files() {
    return Stream.of(
        new Written(
                "integrity cache",
                ".txt",
                cache -> {},
                cache -> table().open(CSV, Optional.of(cache)))
            .asHelp(),
        new Written(
                "index",
                ".index",
                BrokenCacheTest::writeOneOfTwo,
                cache -> openImages().open(FORMAT, Optional.of(cache)))
            .asHelp());
  }

  private static void writeOneOfTwo(Path cache) throws IOException {
    openImages().open(FORMAT, Optional.of(cache));
    try (var files = Files.list(cache.resolve("open-images"))) {
      Files.delete(files.sorted().findFirst().orElseThrow());
    }
  }

  /** What lies half there after a fault is written anew as a whole. */
  @Test
  void aMiniatureThatFailedIsWrittenByTheNextCall(@TempDir Path folder) throws IOException {
    TestFolder whole = new TestFolder(folder.resolve("whole"));
    whole.miniature(FORMAT, whole.root());
    String expected = whole.open(FORMAT).fingerprint();
    TestFolder miniature = new TestFolder(Files.createDirectory(folder.resolve("broken")));
    FailingFiles disk = new FailingFiles();
    int tries = 0;
    for (boolean reached = true; reached; tries++) {
      disk.fault().fullAfter(4999L * tries);
      if (tries % 2 == 1) {
        disk.fault().failAt(11 * tries);
      }
      try {
        whole.miniature(FORMAT, disk.path(miniature.root()));
      } catch (HarnessException e) {
        assertThat(e)
            .hasMessageStartingWith("cannot write the miniature to " + miniature.root())
            .hasMessageMatching(".*(Input/output error|No space left on device)\\)");
      }
      reached = disk.fault().happened();
    }
    assertThat(tries).isGreaterThan(8);
    whole.miniature(FORMAT, miniature.root());
    assertThat(miniature.open(FORMAT).fingerprint()).isEqualTo(expected);
  }
}
