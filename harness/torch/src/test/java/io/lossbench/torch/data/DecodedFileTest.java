package io.lossbench.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class DecodedFileTest {
  @TempDir Path folder;

  private static byte[] image(int row) {
    byte[] image = new byte[300];
    new Random(row).nextBytes(image);
    return image;
  }

  private static Optional<byte[]> read(DecodedFile file, int row) {
    byte[] image = new byte[300];
    return file.read(row, image) ? Optional.of(image) : Optional.empty();
  }

  @Test
  void whatOneProcessDecodedAnotherReads() {
    Path file = folder.resolve("deep/a.pixels");
    DecodedFile first = DecodedFile.open(file, 10, 300).orElseThrow();
    assertThat(read(first, 4)).isEmpty();
    first.write(4, image(4));
    first.write(9, image(9));
    DecodedFile second = DecodedFile.open(file, 10, 300).orElseThrow();
    assertThat(read(second, 4)).hasValue(image(4));
    assertThat(read(second, 9)).hasValue(image(9));
    assertThat(read(second, 0)).isEmpty();
    // A black image is an image.
    second.write(0, new byte[300]);
    assertThat(read(first, 0)).hasValue(new byte[300]);
  }

  @Test
  void aDamagedImageIsDecodedAgain() throws IOException {
    Path file = folder.resolve("a.pixels");
    DecodedFile.open(file, 10, 300).orElseThrow().write(3, image(3));
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(3 * 308 + 8 + 17);
      int before = raw.read();
      raw.seek(3 * 308 + 8 + 17);
      raw.write(before + 1);
    }
    assertThat(read(DecodedFile.open(file, 10, 300).orElseThrow(), 3)).isEmpty();
  }

  @Test
  void aDiskWithoutRoomMeansNoFile() {
    assertThat(DecodedFile.open(folder.resolve("a.pixels"), 1 << 30, 1 << 20)).isEmpty();
    assertThat(Files.exists(folder.resolve("a.pixels"))).isFalse();
  }

  /** The system's device that is always full, which fails as a full disk does. */
  @Test
  @EnabledIf("fullDevice")
  void aDiskThatBecomesFullEndsTheKeepingAndNothingElse() throws IOException {
    try (RandomAccessFile device = new RandomAccessFile(FULL.toFile(), "rw")) {
      DecodedFile full = new DecodedFile(FULL, device, 300);
      full.write(2, image(2));
      full.write(3, image(3));
      assertThat(read(full, 2)).isEmpty();
    }
  }

  private static final Path FULL = Path.of("/dev/full");

  static boolean fullDevice() {
    return Files.exists(FULL);
  }
}
