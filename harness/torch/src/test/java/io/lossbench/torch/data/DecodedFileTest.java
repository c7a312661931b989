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

  /** A disk that takes a few bytes more, or breaks at a call. */
  private static final class BrokenFile extends RandomAccessFile {
    private int bytesLeft = Integer.MAX_VALUE;
    private int callsLeft = Integer.MAX_VALUE;

    BrokenFile(Path path) throws IOException {
      super(path.toFile(), "rw");
    }

    private void call() throws IOException {
      if (callsLeft-- == 0) {
        throw new IOException("Input/output error");
      }
    }

    @Override
    public void seek(long position) throws IOException {
      call();
      super.seek(position);
    }

    @Override
    public int read() throws IOException {
      call();
      return super.read();
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      call();
      return super.read(into, from, count);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      call();
      int taken = Math.min(bytesLeft, bytes.length);
      super.write(bytes, 0, taken);
      bytesLeft -= taken;
      if (taken < bytes.length) {
        throw new IOException("No space left on device");
      }
    }
  }

  /** Images 2 and 4 are there, 3 is not. */
  private Path begun() throws IOException {
    Path path = folder.resolve("a.pixels");
    Files.deleteIfExists(path);
    DecodedFile file = DecodedFile.open(path, 10, 300).orElseThrow();
    file.write(2, image(2));
    file.write(4, image(4));
    return path;
  }

  private static void requireWholeOrMissing(Path path, boolean whole) {
    DecodedFile next = DecodedFile.open(path, 10, 300).orElseThrow();
    if (whole) {
      assertThat(read(next, 3)).hasValue(image(3));
    } else {
      assertThat(read(next, 3)).isEmpty();
    }
    assertThat(read(next, 2)).hasValue(image(2));
    assertThat(read(next, 4)).hasValue(image(4));
    next.write(3, image(3));
    assertThat(read(next, 3)).hasValue(image(3));
  }

  @Test
  void anImageThatADiskTookAPartOfIsMissing() throws IOException {
    for (int bytes = 0; bytes <= 308; bytes += 4) {
      Path path = begun();
      try (BrokenFile disk = new BrokenFile(path)) {
        disk.bytesLeft = bytes;
        DecodedFile full = new DecodedFile(path, disk, 300);
        full.write(3, image(3));
        full.write(5, image(5));
        assertThat(read(full, 5)).isEmpty();
        assertThat(read(full, 2)).hasValue(image(2));
      }
      requireWholeOrMissing(path, bytes == 308);
    }
  }

  /** What is written in one call reaches the disk in any order when the power fails. */
  @Test
  void anImageWhoseFirstBytesNeverArrivedIsMissing() throws IOException {
    byte[] entry = new byte[308];
    try (RandomAccessFile whole = new RandomAccessFile(begun().toFile(), "rw")) {
      DecodedFile.open(folder.resolve("a.pixels"), 10, 300).orElseThrow().write(3, image(3));
      whole.seek(3 * 308);
      whole.readFully(entry);
    }
    for (int lost = 1; lost <= 308; lost += lost < 8 ? 1 : 4) {
      Path path = begun();
      try (RandomAccessFile disk = new RandomAccessFile(path.toFile(), "rw")) {
        disk.seek(3 * 308 + lost);
        disk.write(entry, lost, 308 - lost);
      }
      // The first three bytes of a mark are zeros, as they were before.
      requireWholeOrMissing(path, lost <= 3);
    }
  }

  @Test
  void aCallThatFailsMeansThatTheImageIsDecoded() throws IOException {
    for (int call = 0; call < 2; call++) {
      Path path = begun();
      try (BrokenFile disk = new BrokenFile(path)) {
        disk.callsLeft = call;
        new DecodedFile(path, disk, 300).write(3, image(3));
      }
      requireWholeOrMissing(path, false);
    }
    Path path = begun();
    int call = 0;
    for (boolean done = false; !done; call++) {
      try (BrokenFile disk = new BrokenFile(path)) {
        disk.callsLeft = call;
        Optional<byte[]> read = read(new DecodedFile(path, disk, 300), 2);
        done = read.isPresent();
        assertThat(read.orElse(image(2))).isEqualTo(image(2));
      }
    }
    assertThat(call).as("seek, and the reads").isGreaterThanOrEqualTo(3);
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
