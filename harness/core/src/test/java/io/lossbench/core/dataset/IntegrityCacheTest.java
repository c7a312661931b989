package io.lossbench.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegrityCacheTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @TempDir Path folder;
  private Path image;

  @BeforeEach
  void remember() throws IOException {
    image = Files.writeString(folder.resolve("an image.png"), "content");
    IntegrityCache cache = open();
    cache.remember(image, FileState.of(image), HASH);
    cache.save();
  }

  private IntegrityCache open() {
    return IntegrityCache.open(folder.resolve("cache"), "mine", List.of(folder));
  }

  private Path file() throws IOException {
    try (var files = Files.list(folder.resolve("cache/integrity"))) {
      return files.toList().get(0);
    }
  }

  @Test
  void anUnchangedFileIsRemembered() throws IOException {
    assertThat(open().find(image, FileState.of(image))).hasValue(HASH);
  }

  /** As {@code cp -p}, rsync and tar do it. */
  @Test
  void aReplacedFileOfTheSameSizeAndTimeIsReadAgain() throws IOException {
    FileTime time = Files.getLastModifiedTime(image);
    Path other = Files.writeString(folder.resolve("other"), "CONTENT");
    Files.setLastModifiedTime(other, time);
    Files.move(other, image, StandardCopyOption.REPLACE_EXISTING);
    assertThat(Files.getLastModifiedTime(image)).isEqualTo(time);
    assertThat(open().find(image, FileState.of(image))).isEmpty();
  }

  @Test
  void aFileWrittenInPlaceWithItsTimePutBackIsReadAgain() throws Exception {
    FileTime time = Files.getLastModifiedTime(image);
    Thread.sleep(20);
    Files.writeString(image, "CONTENT");
    Files.setLastModifiedTime(image, time);
    assertThat(open().find(image, FileState.of(image))).isEmpty();
  }

  @Test
  void aDamagedLineIsReadAgainAndTheOthersAreKept() throws IOException {
    Path second = Files.writeString(folder.resolve("second.png"), "more");
    IntegrityCache cache = open();
    cache.remember(second, FileState.of(second), HASH);
    cache.save();
    String text = Files.readString(file());
    int at = text.indexOf(HASH);
    boolean firstDamaged = text.indexOf("an image") < text.indexOf("second");
    for (String damage : List.of("f", "x", "\n", "\u0000")) {
      Files.writeString(file(), text.substring(0, at) + damage + text.substring(at + 1));
      IntegrityCache damaged = open();
      assertThat(damaged.find(firstDamaged ? image : second, state(firstDamaged))).isEmpty();
      assertThat(damaged.find(firstDamaged ? second : image, state(!firstDamaged))).hasValue(HASH);
    }
    Files.write(file(), "\u00FF\u00FE\u0000".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(open().find(image, FileState.of(image))).isEmpty();
  }

  private FileState state(boolean first) throws IOException {
    return FileState.of(first ? image : folder.resolve("second.png"));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNoError() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");
    IntegrityCache cache = IntegrityCache.open(notAFolder, "mine", List.of(folder));
    cache.remember(image, FileState.of(image), HASH);
    cache.save();
    assertThat(cache.find(image, FileState.of(image))).hasValue(HASH);
    assertThat(Files.size(notAFolder)).isZero();
  }
}
